"""Devices of the house that report into the rules of alerts."""
