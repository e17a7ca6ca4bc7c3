"""Tables that say who may do what, what outranks what, and which words may stand where."""
