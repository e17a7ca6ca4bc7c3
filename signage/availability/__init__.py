"""What works now, and where people go instead."""
