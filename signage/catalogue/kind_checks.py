"""Whether the kinds of a catalogue can be raised, read and followed in this hall."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from signage.catalogue.kind_words import SYSTEM_TARGETS, USUAL, usual_target
from signage.catalogue.kinds import Catalogue, Kind
from signage.catalogue.references import TYPES, Lost, unknown
from signage.catalogue.use_checks import use_mistakes
from signage.hall.model import HALL, Hall
from signage.language.mistake import Mistake, meant
from signage.language.words import FIRST_LANGUAGE

SIGN_LETTERS = 8
"""The most 汉字 of a sign's main line; punctuation is not counted."""
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_FIELD = re.compile(r"\{[^{}]*\}?|\}")


def kind_mistakes(hall: Hall, catalogue: Catalogue, lost: Lost) -> Iterable[Mistake]:
    counted = Counter(kind.code for kind in catalogue.kinds)
    all_seen = not lost.ids and not lost.parts.intersection(TYPES)
    for at, kind in enumerate(catalogue.kinds):
        key = f"kinds[{at}]"
        if counted[kind.code] > 1:
            yield Mistake("catalogue", f"{key}.code", f"{kind.code} is described twice", "keep one")
        if kind.target is not None and kind.target.partition("/")[0] not in kind.targets:
            wrong = f"{kind.code} cannot be raised on {kind.target}"
            yield Mistake("catalogue", f"{key}.target", wrong, "choose one of its targets' types")
        if (
            kind.target not in (None, *SYSTEM_TARGETS)
            and all_seen
            and usual_target(hall, kind) is None
        ):
            yield unknown("kinds", f"{key}.target", kind.target or "", {HALL, *hall.resources})
        chosen = {*kind.classes, *kind.targets, USUAL}
        for part, names in (("signs", kind.signs), ("families", kind.families), ("on", kind.on)):
            for name in names:
                if name not in chosen:
                    wrong, near = (
                        f"{kind.code} has no class or target type {name}",
                        meant(name, chosen),
                    )
                    use = (
                        f"did you mean {near}? else"
                        if near
                        else "use one of its classes or targets, or"
                    )
                    yield Mistake(
                        "catalogue", f"{key}.{part}", wrong, f"{use} remove it from {part}"
                    )
        for name, sign in (
            ("sign", kind.sign),
            *((f"signs.{name}", sign) for name, sign in kind.signs.items()),
        ):
            yield from _sign(f"{key}.{name}", sign)
        for name, spoken in (*kind.on.items(), ("lifts", kind.lifts)):
            if spoken.sign:
                yield from _sign(f"{key}.on.{name}.sign", spoken.sign)
        for code in (*kind.offers, *((kind.asks.kind,) if kind.asks is not None else ())):
            if code not in counted:
                yield Mistake(
                    "catalogue",
                    key,
                    f"{kind.code} leads to {code}, which is not described",
                    "correct it",
                )
        yield from _fields(key, kind)
    yield from use_mistakes(catalogue)


def _fields(key: str, kind: Kind) -> Iterable[Mistake]:
    """Words that stand for others: only ``{what}`` is known."""
    said = [kind.sign, kind.strip, *kind.lines]
    said += [
        words
        for part in (*kind.on.values(), kind.lifts)
        for words in (part.sign, part.strip, *part.lines)
    ]
    for words in said:
        for lang, text in words.items():
            # Half a brace too: it would stand on the sign as it is.
            wrong = next((field for field in _FIELD.findall(text) if field != "{what}"), None)
            if wrong is not None:
                yield Mistake(
                    "catalogue",
                    key,
                    f"{kind.code} says {wrong} in {lang}",
                    "write {what}, or plain words",
                )


def _sign(key: str, sign: Mapping[str, str]) -> Iterable[Mistake]:
    letters = len(_IDEOGRAPH.findall(sign.get(FIRST_LANGUAGE, "")))
    if letters > SIGN_LETTERS:
        wrong = f"{letters} 汉字, at most {SIGN_LETTERS} can be read across a hall"
        yield Mistake("catalogue", f"{key}.{FIRST_LANGUAGE}", wrong, "shorten it")
    for lang, text in sign.items():
        if text.count("/") > 1 or text.startswith("/") or text.endswith("/"):
            yield Mistake(
                "catalogue",
                f"{key}.{lang}",
                "a sign breaks at most once, inside",
                "keep one / in it",
            )
