"""What is told of it afterwards: one incident, a period, a drill; and what leaves the hall names
nobody."""
