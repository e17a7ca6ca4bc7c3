"""Heavy work in a process of its own, with a bounded queue."""
