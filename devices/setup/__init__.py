"""Lamps tried before they are saved."""
