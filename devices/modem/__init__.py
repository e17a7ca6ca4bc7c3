"""A GSM modem on a serial line: texts go out, reports of delivery and answers come in."""
