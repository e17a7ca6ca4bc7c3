"""What screens' pages say to the server, and what they are known by."""
