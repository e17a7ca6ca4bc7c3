"""The tablet console: what is open first, then raising in three touches, then windows, screens and
lamps.

A locked, enrolled tablet sees the emergencies and the calls for help, and raises life-safety kinds
alone.
"""

from flask import Blueprint

blueprint = Blueprint("console", __name__)
