"""Pages for taxpayers. Nobody signs in here."""
