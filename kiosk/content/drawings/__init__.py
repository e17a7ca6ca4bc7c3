"""Floor plans as drawings: read from Inkscape and OpenStreetMap, and written."""
