"""What is shown before it is stored: the journal, the one that writes, and who goes first."""
