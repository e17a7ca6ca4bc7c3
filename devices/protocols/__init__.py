"""All protocols a lamp may speak, as one table, with what a hall brings as data or types by
hand."""
