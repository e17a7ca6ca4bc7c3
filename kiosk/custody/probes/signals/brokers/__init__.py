"""Brokers of MQTT whose messages report into the rules of alerts."""
