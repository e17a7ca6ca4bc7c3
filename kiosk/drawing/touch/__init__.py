"""How much a touch page holds."""
