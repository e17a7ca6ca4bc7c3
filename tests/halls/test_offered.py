"""What a page may offer to raise is what may be raised: one rule for the key and for the act, in any
hall's catalogue."""

from signage.rules.permissions import ROLES, may_raise
from signage.rules.refusal import Refused
from signage.situation.commands import Raise
from signage.situation.incidents import Actor
from tests.halls import drawn, made
from tests.halls.cases import day, kinds, targets
from tests.halls.seeds import every_hall

NOT_HIS = {"not-allowed", "locked"}


@every_hall
def test_who_is_offered_to_raise_may_and_nobody_else(seed: int) -> None:
    hall = made(drawn(seed))
    for kind in kinds(hall):
        target = next(iter(targets(hall, kind)), None)
        if target is None:
            continue
        for cls in kind.classes:
            for role in ROLES:
                try:
                    day(hall).do(Raise(kind.code, (target,), cls=cls), Actor("甲", role))  # type: ignore[arg-type]  # ROLES are the literal's values
                    refused = False
                except Refused as error:
                    refused = error.code in NOT_HIS
                    assert refused or error.code == "wrong-target", (
                        kind.code,
                        cls,
                        role,
                        error.code,
                    )
                assert refused != may_raise(role, kind, cls), (kind.code, cls, role)
