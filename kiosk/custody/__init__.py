"""What a hall stands on and takes in: its content, its log, rows of the ledger, lamps."""
