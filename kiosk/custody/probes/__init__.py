"""What a hall without monitoring of its own looks at by itself."""
