"""The way from a screen to a place, and places as people look for them."""
