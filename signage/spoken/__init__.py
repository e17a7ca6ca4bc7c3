"""What is said aloud of a sign."""
