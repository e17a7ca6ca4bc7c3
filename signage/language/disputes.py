"""Cards for talking with people: the four principles, the six steps of 清空, and phrases to say
instead.

Put in short own words after plan lines 970–1008; the wording the plans rule out (你必须) stands only
on the side of what not to say. For the tablet alone, never for a screen.
"""

from dataclasses import dataclass

from signage.language.words import Message, Words


@dataclass(frozen=True, slots=True)
class Advice:
    name: Words
    text: Words
    source: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """``usual`` is what slips out, ``better`` what is said instead."""

    usual: Words
    better: Words
    source: str


PRINCIPLES = (
    Advice(
        Message("disputes.put-yourself-in-their-place"),
        Message("disputes.let-them-feel-understood-respected"),
        "L972",
    ),
    Advice(
        Message("disputes.stay-courteous"),
        Message("disputes.polite-words-sincere-manner-calm"),
        "L975",
    ),
    Advice(
        Message("disputes.move-it-away"),
        Message("disputes.leader-steps-in-talks-in"),
        "L977",
    ),
    Advice(
        Message("disputes.say-it-differently"),
        Message("disputes.more-i-less-you"),
        "L979",
    ),
)
STEPS = (
    Advice(
        Message("disputes.calm-yourself"),
        Message("disputes.breathe-about-matter-not-you"),
        "L994",
    ),
    Advice(
        Message("disputes.listen"),
        Message("disputes.let-them-say-all-use"),
        "L1000",
    ),
    Advice(
        Message("disputes.show-you-understand"),
        Message("disputes.nod-lean-in-repeat-their"),
        "L1002",
    ),
    Advice(
        Message("disputes.apologise"),
        Message("disputes.where-we-were-wrong-say"),
        "L1004",
    ),
    Advice(
        Message("disputes.solve-it"),
        Message("disputes.first-feelings-then-matter"),
        "L1006",
    ),
    Advice(
        Message("disputes.in-a-crisis"),
        Message("disputes.violence-likely-call-security-keep"),
        "L1008",
    ),
)
PHRASES = (
    Phrase(
        Message("disputes.if-you-want-apply-you"),
        Message("disputes.i-will-gladly-help-first"),
        "L984",
    ),
    Phrase(
        Message("disputes.still-not-clear-listen-time"),
        Message("disputes.i-was-not-clear-may"),
        "L987",
    ),
    Phrase(
        Message("disputes.that-is-not-my-job"),
        Message("disputes.i-will-call-colleague-who"),
        "derived",
    ),
    Phrase(
        Message("disputes.system-down-nothing-i-can"),
        Message("disputes.in-repair-i-will-note"),
        "derived",
    ),
)
