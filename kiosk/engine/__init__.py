"""The board and what it stands on: clock, periodic threads, health, delivery, safe mode."""
