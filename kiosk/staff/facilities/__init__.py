"""Pages of the people who look after the hall's devices: what is described, lamps and their ports,
tablets, people."""

from kiosk.staff.facilities.home import blueprint

__all__ = ["blueprint"]
