"""Open lines: serial ports, sockets, simulated ones, and which of them a lamp's address means."""
