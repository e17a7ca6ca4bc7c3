"""Sheets of paper: evacuation plans, signs for dead screens, a drawing's faults, all painted from
one kind of SVG."""
