"""What the oldest browser in the field can do: a table of features, and what is served held against
it."""
