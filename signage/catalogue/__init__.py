"""Kinds of incidents, and the checks of a whole description before anybody believes it."""
