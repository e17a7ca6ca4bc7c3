"""The questions of a hall that begins: one table of fields, read and judged one by one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, Final, Literal

from kiosk.custody.founding.answers import (
    EXITS_MOST,
    LANGUAGES,
    SCREENS_MOST,
    STAIRS_MOST,
    STOREYS_MOST,
    TERMINALS_MOST,
    USUAL,
    WINDOWS_MOST,
    WORKDAYS,
    Answers,
    Size,
    purposes,
)  # fmt: skip
from kiosk.serving.pins import pin_fault
from signage.hall.hours import DAYS, Span, Weekday
from signage.language.letters import fault, mended
from signage.language.words import Message, Words
from signage.situation.incidents import OF_MACHINES, OF_TABLETS

Kind = Literal["line", "phone", "time", "count", "counts", "choice", "days", "tick", "pin"]
LINE_MOST: Final = {"zh": 30, "en": 60}
"""Letters of a name or address: as long as signs show whole."""
NAME_MOST: Final = 64
WINDOW: Final = "windows_"
UPSTAIRS: Final = "upstairs"
STAIRS_USUAL: Final = "2"
"""Of a hall over several storeys: from each two ways lead out."""
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])")
_PHONE = re.compile(r"[0-9+][0-9 -]{1,23}")
_COUNT = re.compile(r"[0-9]{1,3}")
_BETWEEN = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Field:
    """``words``: its label. ``most``: of letters or of things. ``lang``: the language it is written in."""

    name: str
    kind: Kind
    words: Words
    most: int = 0
    lang: str = ""
    choices: tuple[tuple[str, Words], ...] = ()
    may_be_empty: bool = False


NAMES: Final[Mapping[str, Words]] = {
    "zh": Message("founding.name-zh"),
    "en": Message("founding.name-en"),
}
ADDRESSES: Final[Mapping[str, Words]] = {
    "zh": Message("founding.address-zh"),
    "en": Message("founding.address-en"),
}
SPOKEN: Final[Mapping[str, Words]] = {
    "both": Message("founding.languages-both"),
    "zh": Message("founding.languages-zh"),
}
WEEK: Final[Mapping[Weekday, Words]] = {
    "mon": Message("founding.mon"),
    "tue": Message("founding.tue"),
    "wed": Message("founding.wed"),
    "thu": Message("founding.thu"),
    "fri": Message("founding.fri"),
    "sat": Message("founding.sat"),
    "sun": Message("founding.sun"),
}


def _lines(name: str, words: Mapping[str, Words]) -> tuple[Field, ...]:
    return tuple(
        Field(f"{name}_{lang}", "line", words[lang], most, lang) for lang, most in LINE_MOST.items()
    )


def _windows() -> tuple[Field, ...]:
    return tuple(
        Field(f"{WINDOW}{number}", "count", purpose.name, WINDOWS_MOST)
        for number, purpose in enumerate(purposes())
    )


def fields() -> tuple[Field, ...]:
    """Every question, in the order it is asked in."""
    return (
        Field("languages", "choice", Message("founding.languages"),
              choices=tuple((one, SPOKEN[one]) for one in LANGUAGES)),
        *_lines("name", NAMES), *_lines("address", ADDRESSES),
        Field("phone", "phone", Message("founding.phone"), 24),
        Field("days", "days", Message("founding.days"),
              choices=tuple((day, WEEK[day]) for day in DAYS)),
        Field("opens", "time", Message("founding.opens")),
        Field("closes", "time", Message("founding.closes")),
        Field("opens_again", "time", Message("founding.opens-again"), may_be_empty=True),
        Field("closes_again", "time", Message("founding.closes-again"), may_be_empty=True),
        *_windows(),
        Field(UPSTAIRS, "counts", Message("founding.upstairs"), STOREYS_MOST - 1, may_be_empty=True),
        Field("terminals", "count", Message("founding.terminals"), TERMINALS_MOST),
        Field("exits", "count", Message("founding.exits"), EXITS_MOST),
        Field("stairs", "count", Message("founding.stairs"), STAIRS_MOST),
        Field("boards", "count", Message("founding.boards"), SCREENS_MOST),
        Field("touch", "count", Message("founding.touch"), SCREENS_MOST),
        Field("window_screens", "tick", Message("founding.window-screens")),
        Field("door_screens", "tick", Message("founding.door-screens")),
        Field("person", "line", Message("sign-in.name"), NAME_MOST),
        Field("pin", "pin", Message("first.new-pin"), 12),
        Field("again", "pin", Message("first.pin-again"), 12),
    )  # fmt: skip


def proposed(size: Size) -> dict[str, Any]:
    """What stands in the fields at first."""
    (opens, closes), (opens_again, closes_again) = USUAL
    clocks = {
        "opens": opens,
        "closes": closes,
        "opens_again": opens_again,
        "closes_again": closes_again,
    }
    return {
        "languages": "both", "phone": "12366", "days": WORKDAYS,
        **{name: f"{at:%H:%M}" for name, at in clocks.items()},
        **{f"{WINDOW}{number}": str(count) for number, count in enumerate(size.windows)},
        **{name: str(getattr(size, name)) for name in ("terminals", "exits", "boards", "touch")},
        "stairs": STAIRS_USUAL,
        "window_screens": size.window_screens, "door_screens": size.door_screens,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """``faults``: what is wrong, by field; ``answers`` and ``pin`` count where there are none."""

    answers: Answers | None
    person: str
    pin: str
    faults: Mapping[str, Words]


class _Wrong(Exception):
    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words


Given = Callable[[str], str]
Listed = Callable[[str], tuple[str, ...]]


def read_form(size: str, given: Given, listed: Listed) -> Read:
    """``given``: one field's text, empty where there is none; ``listed``: all of one that may be
    chosen several times."""
    values: dict[str, Any] = {}
    faults: dict[str, Words] = {}
    spoken = LANGUAGES.get(given("languages"), ())
    for field in fields():
        if field.lang and field.lang not in spoken:
            continue
        try:
            values[field.name] = READ[field.kind](field, given(field.name), listed(field.name))
        except _Wrong as wrong:
            faults[field.name] = wrong.words
    faults = {**_together(values, faults), **faults}
    answers = None if faults else _answers(size, spoken, values)
    return Read(answers, values.get("person", ""), values.get("pin", ""), faults)


def _answers(size: str, spoken: tuple[str, ...], values: Mapping[str, Any]) -> Answers:
    spans: tuple[Span, ...] = ((values["opens"], values["closes"]),)
    if values["opens_again"] is not None:
        spans = (*spans, (values["opens_again"], values["closes_again"]))
    counts = (
        "terminals", "exits", "stairs", "boards", "touch", "window_screens", "door_screens", UPSTAIRS,
    )  # fmt: skip
    return Answers(
        size=size, languages=spoken, phone=values["phone"], days=values["days"], spans=spans,
        name={lang: values[f"name_{lang}"] for lang in spoken},
        address={lang: values[f"address_{lang}"] for lang in spoken},
        windows=tuple(values[f"{WINDOW}{number}"] for number in range(len(purposes()))),
        **{name: values[name] for name in counts},
    )  # fmt: skip


# ---------------------------------------------------------------- one field


def _line(field: Field, text: str, _: tuple[str, ...]) -> str:
    line = mended(text, " ").strip()
    if not 1 <= len(line) <= field.most or fault(line, "\n\t") is not None:
        raise _Wrong(Message("founding.one-line", most=field.most))
    if field.name == "person" and line.startswith((OF_MACHINES, OF_TABLETS)):
        raise _Wrong(Message("first.name-of-machines"))
    return line


def _phone(_: Field, text: str, __: tuple[str, ...]) -> str:
    if not _PHONE.fullmatch(text.strip()):
        raise _Wrong(Message("founding.not-a-phone"))
    return text.strip()


def _time(field: Field, text: str, _: tuple[str, ...]) -> time | None:
    if field.may_be_empty and not text.strip():
        return None
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise _Wrong(Message("founding.not-a-time"))
    return time(int(found[1]), int(found[2]))


def _count(field: Field, text: str, _: tuple[str, ...]) -> int:
    if not _COUNT.fullmatch(text.strip()) or int(text) > field.most:
        raise _Wrong(Message("founding.not-a-count", most=field.most))
    return int(text)


def _counts(field: Field, text: str, _: tuple[str, ...]) -> tuple[int, ...]:
    """Numbers with blanks or commas between them."""
    given = [one for one in _BETWEEN.split(text) if one]
    if len(given) > field.most or not all(_COUNT.fullmatch(one) for one in given):
        raise _Wrong(Message("founding.not-first-windows", most=field.most))
    return tuple(int(one) for one in given)


def _choice(field: Field, text: str, _: tuple[str, ...]) -> str:
    if text not in dict(field.choices):
        raise _Wrong(Message("founding.choose-one"))
    return text


def _days(field: Field, _: str, listed: tuple[str, ...]) -> tuple[Weekday, ...]:
    if not listed or not set(listed) <= dict(field.choices).keys():
        raise _Wrong(Message("founding.choose-a-day"))
    return tuple(day for day in DAYS if day in listed)


def _tick(_: Field, text: str, __: tuple[str, ...]) -> bool:
    if text not in ("", "yes"):
        raise _Wrong(Message("founding.choose-one"))
    return text == "yes"


def _pin(_: Field, text: str, __: tuple[str, ...]) -> str:
    wrong = pin_fault(text)
    if wrong is not None:
        raise _Wrong(wrong)
    return text


READ: Final[Mapping[Kind, Callable[[Field, str, tuple[str, ...]], Any]]] = {
    "line": _line, "phone": _phone, "time": _time, "count": _count, "counts": _counts, "choice": _choice, "days": _days,
    "tick": _tick, "pin": _pin,
}  # fmt: skip


# ---------------------------------------------------------------- fields beside one another


def _together(values: Mapping[str, Any], faults: Mapping[str, Words]) -> dict[str, Words]:
    """What is wrong only beside another field."""
    return {
        **_hours(values),
        **_windows_in_all(values),
        **_storeys(values, faults),
        **_screens(values),
        **_pins(values, faults),
    }


def _hours(values: Mapping[str, Any]) -> Mapping[str, Words]:
    moments = [values.get(name) for name in ("opens", "closes", "opens_again", "closes_again")]
    if moments[0] and moments[1] and moments[0] >= moments[1]:
        return {"closes": Message("founding.closes-before-it-opens")}
    if (moments[2] is None) != (moments[3] is None) and "closes_again" in values:
        return {"closes_again": Message("founding.both-or-neither")}
    later = [moment for moment in moments if moment is not None]
    if len(later) == len(moments) and later != sorted(set(later)):
        return {"closes_again": Message("founding.in-order")}
    return {}


def _windows_in_all(values: Mapping[str, Any]) -> Mapping[str, Words]:
    counts = [value for name, value in values.items() if name.startswith(WINDOW)]
    if 1 <= sum(counts) <= WINDOWS_MOST:
        return {}
    return {f"{WINDOW}0": Message("founding.windows-in-all", most=WINDOWS_MOST, given=sum(counts))}


def _storeys(values: Mapping[str, Any], faults: Mapping[str, Words]) -> Mapping[str, Words]:
    """The first window of each further storey: later numbers, that there are; and stairs to it."""
    if any(name.startswith(WINDOW) for name in faults):
        return {}  # how many windows there are is not known yet
    first: tuple[int, ...] = values.get(UPSTAIRS, ())
    windows = sum(value for name, value in values.items() if name.startswith(WINDOW))
    if list(first) != sorted(set(first)) or (first and not 2 <= first[0] <= first[-1] <= windows):
        return {UPSTAIRS: Message("founding.first-windows-in-order", most=windows)}
    if first and values.get("stairs") == 0:
        return {"stairs": Message("founding.at-least-one-stairs")}
    return {}


def _screens(values: Mapping[str, Any]) -> Mapping[str, Words]:
    """A way out and a screen are what a hall cannot do without."""
    faults: dict[str, Words] = {}
    if values.get("exits") == 0:
        faults["exits"] = Message("founding.at-least-one-exit")
    shown = ("boards", "touch", "window_screens", "door_screens")
    if not any(values.get(name, True) for name in shown):
        faults["boards"] = Message("founding.at-least-one-screen")
    return faults


def _pins(values: Mapping[str, Any], faults: Mapping[str, Words]) -> Mapping[str, Words]:
    if "pin" in values and "again" not in faults and values["pin"] != values.get("again"):
        return {"again": Message("first.two-pins-differ")}
    return {}
