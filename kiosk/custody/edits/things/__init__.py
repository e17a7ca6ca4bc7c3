"""Things of the hall as they are described: their kinds, their fields, their copies."""
