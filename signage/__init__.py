"""The pure domain: what a hall is, what happens in it, and what everyone is shown because of it."""
