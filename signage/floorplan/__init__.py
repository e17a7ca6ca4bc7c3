"""The floor plan as a value: shapes, graph, storeys, sight. It knows no incident and no screen's
words."""
