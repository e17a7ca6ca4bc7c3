"""Boards of relays: one relay for each channel."""
