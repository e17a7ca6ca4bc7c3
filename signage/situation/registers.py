"""The hall's registers as one table: what each holds, and how a row of it stands in the situation.

Contacts are work contacts (staff, police, power, maintenance), never taxpayers: those are in the ledger alone.
Plan lines 143 (contacts, materials), 359 (roster), 901 (patrol), 573 (hazards), 135 (training), 91 (devices,
inspections), 139 and 203 to 205 (plans), 693 (risks), 569 (movements), 27 and 917 (feedback), 133 (measures).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from signage.language.words import Words, both

Sort = Literal["text", "date", "time", "phone", "number", "choice", "device", "target", "incident", "material"]


class Column(NamedTuple):
    """``choices`` are stored by their key. ``longest`` in characters."""

    name: str
    title: Words
    sort: Sort = "text"
    required: bool = False
    choices: Mapping[str, Words] = {}
    longest: int = 60


class Derived(NamedTuple):
    """A column that is worked out from the others, for the table and its file."""

    title: Words
    of: Callable[[Mapping[str, str]], str]


class Register(NamedTuple):
    """``impersonal``: its texts hold no phone and no identity number. ``fixed``: a row is never changed or removed."""

    name: str
    title: Words
    columns: tuple[Column, ...]
    everyone: bool = False
    """Any member of staff may put a row (a patrol); of the others only supervisors, facilities and admins."""
    impersonal: bool = False
    fixed: bool = False
    derived: Derived | None = None

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
SECTORS: Mapping[str, Words] = {
    "bureau": both("市局办公室", "Municipal bureau's office"), "superior": both("上级税务机关", "Higher tax authority"),
    "technical": both("上级技术部门", "Higher technical department"), "police": both("公安", "Police"),
    "fire": both("消防", "Fire service"), "medical": both("医院、急救", "Hospital"),
    "health": both("卫生健康、疾控", "Public health"), "traffic": both("交警", "Traffic police"),
    "power": both("供电", "Power supply"), "water": both("供水、供暖、燃气", "Water, heating, gas"),
    "telecom": both("通信运营商", "Network operator"), "vendor": both("设备维保", "Maintenance"),
    "neighbour": both("周边单位", "Neighbours"), "media": both("媒体", "Media"),
}  # fmt: skip
"""Whom a contact stands for (plan lines 85, 301, 661, 923)."""
FIVE: Mapping[str, Words] = {str(n): both(f"{n}", f"{n}") for n in range(1, 6)}
RISKS = ((15, "高"), (8, "中"), (1, "低"))
"""From which product of likelihood and harm a risk is called so (the product's own proposal)."""


def risk(fields: Mapping[str, str]) -> str:
    """12 中."""
    score = int(fields["likely"]) * int(fields["harm"])
    return f"{score} {next(word for least, word in RISKS if score >= least)}"


def stock_name(fields: Mapping[str, str]) -> str:
    """灭火器（北门）: how a movement names a row of the materials."""
    return f"{fields['name']}（{fields['place']}）"


_DONE: Mapping[str, Words] = {"open": both("未完成", "Open"), "done": both("已完成", "Done")}
REGISTERS: Mapping[str, Register] = {
    register.name: register
    for register in (
        Register("contacts", both("应急联系人", "Contacts"), (
            Column("name", both("姓名或单位", "Name"), required=True),
            Column("kind", both("类别", "Kind"), "choice", True, {
                "internal": both("本单位", "Internal"), "external": both("外部单位", "External")}),
            Column("sector", both("单位类型", "Sector"), "choice", False, SECTORS),
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
                "technical": both("技术", "Technical"), "security": both("安保", "Security"),
                "business": both("业务", "Business"), "logistics": both("后勤", "Logistics"),
                "liaison": both("信息联络", "Liaison"), "opinion": both("舆情", "Opinion"),
                "medical": both("医疗救护", "First aid"), "marshal": both("疏散引导", "Marshal")}),
            Column("place", both("负责区域、出口", "Zone or exit")),
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
        Register("plans", both("预案文件", "Plan documents"), (
            Column("title", both("名称", "Title"), required=True),
            Column("version", both("版本", "Version"), required=True, longest=20),
            Column("state", both("状态", "State"), "choice", True, {
                "draft": both("草拟", "Draft"), "issued": both("已发布", "Issued"),
                "superseded": both("已废止", "Superseded")}),
            Column("basis", both("编制依据", "Basis"), longest=200),
            Column("owner", both("主责部门", "Owner")),
            Column("interpreter", both("解释部门", "Interpreted by")),
            Column("approver", both("批准人", "Approved by")),
            Column("approved", both("批准日期", "Approved on"), "date"),
            Column("filed", both("报备日期", "Filed on"), "date"),
            Column("effective", both("实施日期", "In force from"), "date", True),
            Column("reviewed", both("最近复审", "Last reviewed"), "date"),
            Column("note", both("存放处、备注", "Where kept, note"), longest=120),
        )),
        Register("risks", both("风险评估", "Risks"), (
            Column("what", both("风险", "Risk"), required=True),
            Column("place", both("位置", "Place")),
            Column("likely", both("可能性（1 至 5）", "Likelihood"), "choice", True, FIVE),
            Column("harm", both("危害程度（1 至 5）", "Harm"), "choice", True, FIVE),
            Column("measure", both("控制措施", "Measure"), longest=120),
            Column("plan", both("对应预案", "Plan")),
            Column("owner", both("责任人", "Owner")),
            Column("assessed", both("评估日期", "Assessed on"), "date", True),
            _NOTE,
        ), derived=Derived(both("风险值", "Score"), risk)),
        Register("inspections", both("定期检查", "Inspections"), (
            Column("item", both("检查对象", "What"), required=True),
            Column("kind", both("类别", "Kind"), "choice", True, {
                "device": both("办税设备", "Devices"), "fire": both("消防设施", "Fire equipment"),
                "exit": both("疏散通道、应急照明", "Exits and lights"), "power": both("备用电源", "Backup power"),
                "comms": both("通讯设备", "Radios, phones"), "utility": both("水电暖", "Water, power, heating"),
                "medical": both("急救设备", "First aid")}),
            Column("every", both("周期", "Every"), "choice", True, {
                "7": both("每周", "Week"), "30": both("每月", "Month"), "90": both("每季度", "Quarter"),
                "180": both("每半年", "Half-year"), "365": both("每年", "Year")}),
            Column("last", both("上次检查", "Last checked"), "date", True),
            Column("result", both("结果", "Result"), "choice", True, {
                "fine": both("正常", "All fine"), "amiss": both("发现问题", "Something amiss")}),
            Column("by", both("检查人", "By")),
            _NOTE,
        )),
        Register("movements", both("物资出入库", "Stock in and out"), (
            Column("day", both("日期", "Day"), "date", True),
            Column("material", both("物资", "Material"), "material", True, longest=130),
            Column("way", both("类别", "Kind"), "choice", True, {
                "out": both("领用", "Issued"), "in": both("入库", "Taken in"), "lost": both("报废、损耗", "Lost")}),
            Column("count", both("数量", "Number"), "number", True),
            Column("who", both("领用人或经手人", "By whom"), required=True),
            Column("why", both("用途", "What for"), longest=120),
        ), True, fixed=True),
        Register("feedback", both("意见与投诉", "Feedback"), (
            Column("day", both("日期", "Day"), "date", True),
            Column("kind", both("类别", "Kind"), "choice", True, {
                "complaint": both("投诉", "Complaint"), "report": both("举报", "Report of misconduct"),
                "advice": both("意见建议", "Advice"), "praise": both("表扬", "Praise"),
                "opinion": both("舆情", "Public opinion")}),
            Column("via", both("来源", "Source"), "choice", True, {
                "hall": both("现场", "In the hall"), "phone": both("12366、电话", "Telephone"),
                "book": both("意见簿、信件", "Book, letter"), "web": both("网络", "Internet"),
                "media": both("媒体", "Media")}),
            Column("what", both("内容（不写姓名、电话）", "What, without names"), required=True, longest=200),
            Column("incident", both("相关事件编号", "Incident"), "incident"),
            Column("owner", both("承办人", "Handled by")),
            Column("due", both("答复期限", "Answer due"), "date"),
            Column("fault", both("责任认定", "At fault"), "choice", False, {
                "officer": both("税务人员", "Officer"), "taxpayer": both("纳税人", "Taxpayer"),
                "both": both("双方", "Both"), "none": both("无责任方", "Nobody")}),
            Column("outcome", both("处理结果", "Outcome"), longest=200),
            Column("told", both("反馈日期", "Answered on"), "date"),
            Column("state", both("状态", "State"), "choice", True, _DONE),
        ), True, impersonal=True),
        Register("stops", both("计划停机与停办", "Planned stops"), (
            Column("day", both("日期", "Day"), "date", True),
            Column("from", both("开始", "From"), "time", True),
            Column("to", both("结束", "To"), "time"),
            Column("what", both("内容、范围（公众可见）", "What and where, as the public reads it"),
                   required=True, longest=120),
            Column("target", both("涉及对象", "Concerns"), "target"),
            Column("told", both("公告情况", "Announced")),
            Column("state", both("状态", "State"), "choice", True, _DONE),
        )),
        Register("measures", both("改进措施", "Measures"), (
            Column("what", both("措施", "Measure"), required=True, longest=120),
            Column("incident", both("来源事件编号", "Incident"), "incident"),
            Column("plan", both("涉及预案", "Plan to change")),
            Column("owner", both("责任人", "Owner"), required=True),
            Column("due", both("完成期限", "Due"), "date", True),
            Column("state", both("状态", "State"), "choice", True, _DONE),
            _NOTE,
        )),
    )
}  # fmt: skip
