"""The hall's files: read, checked, kept as one text, with drawings and photographs."""
