"""The halls every law is tried in: 20 in a quick run, 200 in a long one."""

import os

import pytest

LONG = os.environ.get("KIOSK_TEST_LAWS") == "long"
SEEDS = range(200 if LONG else 20)
every_hall = pytest.mark.parametrize("seed", SEEDS)
some_halls = pytest.mark.parametrize("seed", SEEDS if LONG else SEEDS[::3])
"""For what is slow to draw."""
