"""Settings of all tests."""

import os

from hypothesis import HealthCheck, settings

# Machines of a test run are shared and slow by turns: time is measured in the benchmark, never here.
_CALM = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("house", max_examples=25, **_CALM)
settings.register_profile("long", max_examples=500, **_CALM)
settings.load_profile(os.environ.get("KIOSK_TEST_LAWS", "house"))
