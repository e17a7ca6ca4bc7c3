"""Lamps on one line: what each should show, whose turn it is, and what is thereby known of it."""
