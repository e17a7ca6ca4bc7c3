"""A command of one family and what it leads to: events, or a refusal with a reason."""
