"""The files beside the log: what outlives it, and what may be in no copy of it."""
