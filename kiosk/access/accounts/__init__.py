"""Sign-in through the bureau's directory, beside the PIN."""
