"""What is due in the hall whether or not anything is open."""
