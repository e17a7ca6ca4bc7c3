"""What every layout is made of: the five sizes, texts in their order, the head, bands, options."""
