"""What was acknowledged outlives a kill and a power cut under write load; ``make soak`` strikes a
thousand times each."""

import pytest

from tests.soak.cuts import can_cut, cuts, kills

pytestmark = pytest.mark.faults
needs_disk = pytest.mark.skipif(not can_cut(), reason="needs root, a loop device and mkfs.ext4")


def test_no_acknowledged_act_is_lost_by_a_kill() -> None:
    assert kills(5, print) == []


@needs_disk
def test_no_acknowledged_act_is_lost_by_a_power_cut() -> None:
    assert cuts(5, print) == []


@needs_disk
def test_a_store_that_does_not_wait_for_the_disk_would_be_found_out() -> None:
    assert cuts(5, print, careless=True)
