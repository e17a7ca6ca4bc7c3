"""What the console's front page is made of beside what is open."""
