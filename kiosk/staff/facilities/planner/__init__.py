"""The floor plan, drawn in the browser."""
