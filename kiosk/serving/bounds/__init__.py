"""What anybody may hold of the server: connections, heads, streams, lines of the log."""
