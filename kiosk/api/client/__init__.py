"""A typed client of the HTTP API; see README.md of this folder and the API's part of the manual."""

from kiosk.api.client.answers import Event, Hall, Heard, Incident, Lamp, Notice, Queue, Window
from kiosk.api.client.client import Client
from kiosk.api.client.line import AnotherLog, Refusal, Unreachable

__all__ = [
    "AnotherLog", "Client", "Event", "Hall", "Heard", "Incident", "Lamp", "Notice", "Queue", "Refusal",
    "Unreachable", "Window",
]  # fmt: skip
