"""Words, letters and numbers as people write them; nothing here knows a hall."""
