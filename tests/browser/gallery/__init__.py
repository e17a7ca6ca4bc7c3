"""Every class of sign on every layout as committed pictures, and what differs from them."""
