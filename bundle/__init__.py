"""``make dist``: what a hall installs without the internet, built of this checkout."""
