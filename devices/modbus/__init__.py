"""Modbus RTU: frames, maps of registers, boards of coils."""
