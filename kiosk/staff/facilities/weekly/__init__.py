"""What the hall's people change from week to week."""
