"""What agents say in SNMP: with a community (version 2c) or a user (version 3)."""
