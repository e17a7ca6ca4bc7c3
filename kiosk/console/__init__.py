"""The tablet console: what is open first, then raising in three touches, then windows, screens and lamps.

A locked, enrolled tablet sees the emergencies and the calls for help, and raises life-safety kinds alone.
"""

from kiosk.console import aid, alarm, changing, home, ledger, plan, raising, standing
from kiosk.console.page import blueprint

__all__ = ["aid", "alarm", "blueprint", "changing", "home", "ledger", "plan", "raising", "standing"]
