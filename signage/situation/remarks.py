"""What people note of an incident while it is handled, and what is established once it is over.

A remark is one line of the timeline of a chosen sort. Findings are one form, whole each time it is saved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from signage.language.words import Words, both
from signage.situation.registers import Column, Register

RemarkKind = Literal["arrived", "scene", "reported", "liaison", "support", "decision", "loss", "note"]
REMARKS: Mapping[RemarkKind, Words] = {
    "arrived": both("已到场", "On site"),
    "scene": both("现场状况", "The scene"),
    "reported": both("已上报", "Reported upward"),
    "liaison": both("对外联络", "Called outside"),
    "support": both("请求支援", "Support asked for"),
    "decision": both("决定", "Decided"),
    "loss": both("损失", "Loss"),
    "note": both("其他", "Other"),
}
"""Plan lines 213 and 908 (presence), 895 (scene), 389 and 923, 301 and 677 (calls outside), 813, 77, 605 (losses)."""
REMARKS_KEPT = 12
"""Remarks an incident carries for its card; all of them are in the log and on the report."""

FINDINGS = Register("findings", both("善后与评估", "Aftermath"), (
    Column("responsible", both("第一责任人", "First responsible")),
    Column("cause", both("原因调查", "Cause as investigated"), longest=200),
    Column("people", both("人员情况", "People"), longest=200),
    Column("damage", both("损失评估", "Damage"), longest=200),
    Column("insurance", both("保险报案与赔付", "Insurance"), longest=200),
    Column("cost", both("应急支出（元）", "Cost in yuan"), "number"),
    Column("cleaned", both("现场清理", "Clean-up"), longest=200),
    Column("counsel", both("心理疏导", "Counselling"), longest=200),
    Column("effect", both("处置效果", "How it went"), longest=200),
    Column("lessons", both("经验教训", "Lessons"), longest=200),
    Column("held", both("总结日期", "Reviewed on"), "date"),
    Column("attendees", both("总结参加人员", "Who reviewed it"), longest=200),
    Column("handed", both("材料移交（接收人、日期）", "Papers handed to"), longest=120),
))  # fmt: skip
"""Plan lines 905, 449, 257, 605, 185, 131, 133, 927."""
PERSONAL = frozenset({"responsible", "attendees", "handed"})
"""Columns that name people: they stay in the hall."""


@dataclass(frozen=True, slots=True)
class Remark:
    kind: RemarkKind
    text: str
    by: str
    at: datetime


# ---------------------------------------------------------------- commands


@dataclass(frozen=True, slots=True)
class MakeRemark:
    incident: str
    kind: RemarkKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class WriteFindings:
    """``seen``: number of the event that wrote them last when the form was opened; None = there were none."""

    incident: str
    fields: Mapping[str, str]
    seen: int | None = None


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class RemarkMade:
    incident: str
    kind: RemarkKind
    text: str
    type: Literal["remark_made"] = "remark_made"


@dataclass(frozen=True, slots=True)
class FindingsWritten:
    incident: str
    fields: dict[str, str]
    type: Literal["findings_written"] = "findings_written"
