"""What a new version ships, brought into a hall's own content."""
