"""Which requests travel together, so that nothing slow holds an alarm back."""
