"""Dry contacts that report into the rules of alerts."""
