"""The design's sentence: what every screen, board, lamp and page shows, derived and never
stored."""
