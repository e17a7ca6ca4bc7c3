"""What the hall hears from outside, as ``alerts.toml`` describes it."""
