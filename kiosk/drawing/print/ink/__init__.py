"""Puts this house's own SVG on paper: read as marks, then painted in pixels or written as pages."""
