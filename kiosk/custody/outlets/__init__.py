"""Published notices, passed on to where the hall publishes besides."""
