"""Whom to call outside for which kind, and replies that pass the hall's own wording check."""

from typing import get_args

import pytest

from signage.catalogue.kinds import LIFE_SAFETY
from signage.catalogue.uses import Sector
from signage.deciding.announcements import BODY_MAX, faults
from signage.language.replies import REPLIES, Reply
from signage.language.words import say
from signage.rules.liaison import callees, calls
from signage.situation.commands import PutRegister
from signage.situation.registers import SECTORS
from tests.cast import ADMIN, Day
from tests.signage.handled import RAISABLE, shipped

CALLS = {kind.code: kind.use.calls for kind in shipped().kinds if kind.use.calls}


def filled() -> Day:
    """One contact of every sector, and one of the hall's own."""
    day = Day()
    for number, sector in enumerate(SECTORS):
        fields = {
            "name": f"单位{number}",
            "kind": "external",
            "sector": sector,
            "phone": "0310 5550001",
        }
        day.do(PutRegister("contacts", f"c{number}", fields), ADMIN)
    day.do(
        PutRegister("contacts", "own", {"name": "王", "kind": "internal", "phone": "8001"}), ADMIN
    )
    return day


def test_every_sector_exists_and_every_danger_is_listed() -> None:
    assert get_args(Sector) == tuple(SECTORS)
    assert {kind.code for kind in RAISABLE if kind.classes[0] in LIFE_SAFETY} <= set(CALLS)
    assert all(calls(shipped(), kind) == (kind in CALLS) for kind in shipped().kind)


@pytest.mark.parametrize("kind", CALLS)
def test_a_kind_s_contacts_come_in_the_order_they_are_called(kind: str) -> None:
    found = callees(filled().situation.registers["contacts"], shipped(), kind)
    assert tuple(row.fields["sector"] for row in found) == CALLS[kind]


@pytest.mark.parametrize("kind", [None, "WIN-PAUSE", "OWN-KIND"])
def test_without_a_listed_kind_every_outside_contact_is_shown(kind: str | None) -> None:
    found = callees(filled().situation.registers["contacts"], shipped(), kind)
    assert [row.fields["sector"] for row in found] == list(SECTORS)
    assert callees({}, shipped(), kind) == ()


@pytest.mark.parametrize("reply", REPLIES.values(), ids=list(REPLIES))
def test_a_reply_passes_the_wording_check_as_it_stands(reply: Reply) -> None:
    assert not faults(f"{say(reply.title)}\n{say(reply.body)}")
    assert len(say(reply.body)) <= BODY_MAX
