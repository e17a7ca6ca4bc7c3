"""Status lights over serial lines: one codec per protocol, one worker per port, desired patterns
in, health out."""
