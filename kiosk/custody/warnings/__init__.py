"""Warnings of authorities in the Common Alerting Protocol, as the hall hears them."""
