"""Statements and replies to begin with when people complain, ask or talk (plan lines 27, 59, 175,
293, 917, 919, 921).

They become drafts: nothing of them leaves the hall before a leader has approved it. Put in own
words, without names.
"""

from collections.abc import Mapping
from typing import NamedTuple

from signage.language.words import Message, Words


class Reply(NamedTuple):
    """``name`` says when it fits."""

    name: Words
    title: Words
    body: Words


REPLIES: Mapping[str, Reply] = {
    "received": Reply(
        Message("replies.advice-received"),
        Message("replies.received-title"),
        Message("replies.received-body"),
    ),
    "complaint": Reply(
        Message("replies.complaint-taken-up"),
        Message("replies.complaint-title"),
        Message("replies.complaint-body"),
    ),
    "sorry": Reply(
        Message("replies.our-mistake"),
        Message("replies.sorry-title"),
        Message("replies.sorry-body"),
    ),
    "outage": Reply(
        Message("replies.questions-about-an-outage"),
        Message("replies.outage-title"),
        Message("replies.outage-body"),
    ),
    "verifying": Reply(
        Message("replies.rumours-being-verified"),
        Message("replies.verifying-title"),
        Message("replies.verifying-body"),
    ),
}
