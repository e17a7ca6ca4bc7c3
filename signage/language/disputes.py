"""Cards for talking with people: the four principles, the six steps of 清空, and phrases to say instead.

Put in short own words after plan lines 970–1008; the wording the plans rule out (你必须) stands only on the side of
what not to say. For the tablet alone, never for a screen.
"""

from dataclasses import dataclass

from signage.language.words import Words, both

DISPUTES = frozenset({"DISPUTE", "DISPUTE-CRISIS", "FIGHT", "TAX-VIOLENCE", "NOISE", "OPINION"})
"""Kinds whose card offers these."""


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
        both("换位思考", "Put yourself in their place"),
        both("体会对方的难处，让对方感到被理解、被尊重", "Let them feel understood and respected"),
        "L972",
    ),
    Advice(
        both("文明有礼", "Stay courteous"),
        both("用语文明，态度真诚，用手势和眼神引导平静", "Polite words, a sincere manner, calm gestures"),
        "L975",
    ),
    Advice(
        both("规避引导", "Move it away"),
        both("冲突升级时负责人及时介入，请到安静场所沟通", "The leader steps in and talks in a quiet place"),
        "L977",
    ),
    Advice(
        both("转换表述", "Say it differently"),
        both("多说“我”，少说“你”", "More of “I”, less of “you”"),
        "L979",
    ),
)
STEPS = (
    Advice(
        both("平复情绪", "Calm yourself"),
        both("先深呼吸，对方的意见只针对事；难以平复时请负责人介入", "Breathe: it is about the matter, not you"),
        "L994",
    ),
    Advice(
        both("积极倾听", "Listen"),
        both("耐心听完不满；激动时先称呼对方，引起注意", "Let them say it all; use their name to reach them"),
        "L1000",
    ),
    Advice(
        both("表达共鸣", "Show you understand"),
        both("点头、前倾、复述对方的困难", "Nod, lean in, repeat their trouble in your words"),
        "L1002",
    ),
    Advice(
        both("真诚道歉", "Apologise"),
        both("确属失误或态度问题的，主动真诚道歉", "Where we were wrong, say sorry first"),
        "L1004",
    ),
    Advice(
        both("及时解决", "Solve it"),
        both("先处理心情，再处理事情；尽快报负责人，定下办法", "First the feelings, then the matter"),
        "L1006",
    ),
    Advice(
        both("危机处理", "In a crisis"),
        both("情绪失控、有暴力倾向：立即叫保安和负责人，先隔离", "Violence likely: call security, keep them apart"),
        "L1008",
    ),
)
PHRASES = (
    Phrase(
        both("如果你需要申请，你必须……", "If you want to apply, you must …"),
        both("我愿意帮助您，请先提供……", "I will gladly help; first I need …"),
        "L984",
    ),
    Phrase(
        both("你还没明白吗？这次听好了。", "Still not clear? Listen this time."),
        both("也许我没说清楚，请允许我再解释一遍。", "I was not clear; may I explain again?"),
        "L987",
    ),
    Phrase(
        both("这不归我管。", "That is not my job."),
        both("我马上请负责这项业务的同事来。", "I will call the colleague who handles it."),
        "derived",
    ),
    Phrase(
        both("系统坏了，我也没办法。", "The system is down, nothing I can do."),
        both("正在抢修，我先帮您登记，恢复后通知您。", "It is in repair; I will note it and call you."),
        "derived",
    ),
)
