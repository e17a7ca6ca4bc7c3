"""People are called who look at no screen: when, on which way, and what came of it."""
