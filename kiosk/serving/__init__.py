"""One process, one port: streams, lanes, the back office, and the one door to all services."""
