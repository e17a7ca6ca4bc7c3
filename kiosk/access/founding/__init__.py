"""The pages on which a hall begins."""
