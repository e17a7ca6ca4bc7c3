"""The hall's registers as one table: what each holds, and how a row of it stands in the situation.

Contacts are work contacts (staff, police, power, maintenance), never taxpayers: those are in the ledger alone.
Plan lines 143 (contacts, materials), 359 (roster), 901 (patrol), 573 (hazards), 135 (training), 91 (devices).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from signage.words import Words, both

Sort = Literal["text", "date", "time", "phone", "number", "choice", "device"]


class Column(NamedTuple):
    """``choices`` are stored by their key. ``longest`` in characters."""

    name: str
    title: Words
    sort: Sort = "text"
    required: bool = False
    choices: Mapping[str, Words] = {}
    longest: int = 60


class Register(NamedTuple):
    name: str
    title: Words
    columns: tuple[Column, ...]
    everyone: bool = False
    """Any member of staff may put a row (a patrol); of the others only supervisors, facilities and admins."""

    @property
    def column(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}


@dataclass(frozen=True, slots=True)
class Row:
    """``seq`` is the number of the event that put it: a form opened earlier is out of date."""

    fields: dict[str, str]
    at: datetime
    by: str
    seq: int


ROWS_KEPT = 400
"""Rows a register keeps in the situation; the oldest of a dated one leave it and stay in the log."""

_NOTE = Column("note", both("备注", "Note"), longest=120)
_DONE: Mapping[str, Words] = {"open": both("未完成", "Open"), "done": both("已完成", "Done")}
REGISTERS: Mapping[str, Register] = {
    register.name: register
    for register in (
        Register("contacts", both("应急联系人", "Contacts"), (
            Column("name", both("姓名或单位", "Name"), required=True),
            Column("kind", both("类别", "Kind"), "choice", True, {
                "internal": both("本单位", "Internal"), "external": both("外部单位", "External")}),
            Column("duty", both("职责", "Duty")),
            Column("phone", both("电话", "Phone"), "phone", True),
            Column("deputy", both("替补人", "Deputy")),
            _NOTE,
        )),
        Register("roster", both("值班表", "Duty roster"), (
            Column("day", both("日期", "Day"), "date", True),
            Column("from", both("开始", "From"), "time", True),
            Column("to", both("结束", "To"), "time", True),
            Column("name", both("值班人", "Who"), required=True),
            Column("duty", both("岗位", "Post"), "choice", True, {
                "leader": both("值班领导", "Leader"), "desk": both("导税台", "Guide desk"),
                "technical": both("技术", "Technical"), "security": both("安保", "Security")}),
            Column("phone", both("电话", "Phone"), "phone"),
        )),
        Register("materials", both("应急物资", "Materials"), (
            Column("name", both("名称", "Name"), required=True),
            Column("count", both("数量", "Stock"), "number", True),
            Column("least", both("最低数量", "Minimum"), "number"),
            Column("place", both("存放位置", "Place"), required=True),
            Column("expires", both("有效期至", "Expires"), "date"),
            Column("checked", both("最近检查", "Last checked"), "date"),
            _NOTE,
        )),
        Register("faults", both("设备故障", "Device faults"), (
            Column("device", both("设备", "Device"), "device", True),
            Column("found", both("发现日期", "Found"), "date", True),
            Column("what", both("故障现象", "Fault"), required=True),
            Column("repairer", both("维修人", "Repairer")),
            Column("due", both("应修复日期", "Due"), "date"),
            Column("state", both("状态", "State"), "choice", True, _DONE),
            _NOTE,
        ), True),
        Register("hazards", both("隐患", "Hazards"), (
            Column("what", both("隐患", "Hazard"), required=True),
            Column("place", both("位置", "Place"), required=True),
            Column("found", both("发现日期", "Found"), "date", True),
            Column("owner", both("整改责任人", "Owner")),
            Column("due", both("整改期限", "Due"), "date"),
            Column("state", both("状态", "State"), "choice", True, _DONE),
            _NOTE,
        ), True),
        Register("patrols", both("巡查与开门检查", "Patrols"), (
            Column("day", both("日期", "Day"), "date", True),
            Column("kind", both("类别", "Kind"), "choice", True, {
                "patrol": both("导税台巡查", "Guide-desk patrol"), "opening": both("开门检查", "Opening check")}),
            Column("result", both("结果", "Result"), "choice", True, {
                "fine": both("正常", "All fine"), "amiss": both("发现问题", "Something amiss")}),
            _NOTE,
        ), True),
        Register("training", both("培训", "Training"), (
            Column("topic", both("内容", "Topic"), required=True),
            Column("held", both("培训日期", "Held"), "date", True),
            Column("people", both("参加人员", "People"), longest=200),
            Column("next", both("下次应于", "Next due"), "date"),
            _NOTE,
        )),
    )
}  # fmt: skip
