"""Inputs of boards: whether a contact is open or closed."""
