"""Boards and displays without touch: windows in rows, systems, one window, one door."""
