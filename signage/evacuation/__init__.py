"""Ways out: what is blocked, every place's exit, the words on the way, and what is wrong with a
plan."""
