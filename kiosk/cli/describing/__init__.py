"""Commands on the description of a hall, served or not."""
