"""Statements and replies to begin with when people complain, ask or talk (plan lines 27, 59, 175, 293, 917, 919, 921).

They become drafts: nothing of them leaves the hall before a leader has approved it. Put in own words, without names.
"""

from collections.abc import Mapping
from typing import NamedTuple

from signage.language.words import Message, Words


class Reply(NamedTuple):
    """``name`` says when it fits; ``title`` and ``body`` are Chinese, as every notice is."""

    name: Words
    title: str
    body: str


REPLIES: Mapping[str, Reply] = {
    "received": Reply(
        Message("replies.advice-received"),
        "关于意见建议的答复",
        "感谢您对我厅工作的关心。您反映的情况已登记，我们会认真研究改进，并尽快答复。",
    ),
    "complaint": Reply(
        Message("replies.complaint-taken-up"),
        "关于投诉事项的答复",
        "您反映的问题我们已经受理，将按规定程序核实处理，并向您反馈结果。如有补充，请拨打12366或到导税台说明。",
    ),
    "sorry": Reply(
        Message("replies.our-mistake"),
        "致歉说明",
        "经核实，我厅服务确有不足，给您带来不便，我们诚恳道歉。相关问题已着手整改，欢迎继续监督。",
    ),
    "outage": Reply(
        Message("replies.questions-about-an-outage"),
        "关于系统故障的说明",
        "因系统故障，部分业务暂时无法办理，正在抢修。已到厅的纳税人可留下资料和联系方式，恢复后我们会逐一通知。给您带来不便，敬请谅解。",
    ),
    "verifying": Reply(
        Message("replies.rumours-being-verified"),
        "关于网络信息的说明",
        "我厅已关注到网上的有关信息，正在核实，将及时公布结果。有关情况请以本厅和上级税务机关发布的公告为准。",
    ),
}
