"""What the hall finds by itself, reported as any monitoring system would: by labels that its rules
match.

What stands is reported at each turn and costs no event (:mod:`signage.deciding.alerts`); what is
over is reported for as long as the hall still counts it, so that no end is lost to a restart or to
a report that came and went.
"""

from collections.abc import Mapping

from kiosk.engine.board import Board
from signage.language.words import Words
from signage.situation.alerts import Alert, HearAlerts
from signage.situation.incidents import Actor


def report(
    board: Board, actor: Actor, name: str, labels: Mapping[str, str], firing: bool, summary: Words
) -> None:
    """``name``: what it is called among the reports of this actor."""
    view = board.view
    rule = view.content.hall.alerts.rule_for(labels)
    if rule is None:
        return
    heard = view.world.situation.alerts.get(rule.id)
    if firing:
        said = rule.said(labels, {"summary": summary})
        board.do(HearAlerts((Alert(name, rule.id, True, said),)), actor)
    elif heard is not None and f"{actor.name}/{name}" in heard.alerts:
        board.do(HearAlerts((Alert(name, rule.id, False),)), actor)
