"""The plan on the tablet: drawn, and said."""
