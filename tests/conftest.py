"""Settings of all tests."""

from hypothesis import HealthCheck, settings

# Machines of a test run are shared and slow by turns: time is measured in the benchmark, never here.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
settings.load_profile("house")
