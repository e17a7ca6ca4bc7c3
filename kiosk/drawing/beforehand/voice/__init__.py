"""Speech made ahead: the engine, its recordings on disk, and what is to be recorded."""
