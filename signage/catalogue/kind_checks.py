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
from signage.language.words import FIRST_LANGUAGE, Message

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
            yield Mistake(
                "catalogue",
                f"{key}.code",
                Message("check.described-twice", kind=kind.code),
                Message("check.keep-one"),
            )
        if kind.target is not None and kind.target.partition("/")[0] not in kind.targets:
            wrong = Message("check.cannot-be-raised-on", kind=kind.code, target=kind.target)
            yield Mistake("catalogue", f"{key}.target", wrong, Message("check.choose-targets-type"))
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
                    near = meant(name, chosen)
                    remedy = (
                        Message("check.did-you-mean-or-remove-from", name=near, part=part)
                        if near
                        else Message("check.use-own-or-remove-from", part=part)
                    )
                    wrong = Message("check.no-class-or-target", kind=kind.code, name=name)
                    yield Mistake("catalogue", f"{key}.{part}", wrong, remedy)
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
                    Message("check.leads-to", kind=kind.code, code=code),
                    Message("check.correct-it"),
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
                    Message("check.says-field", kind=kind.code, field=wrong, lang=lang),
                    Message("check.write-what", what="{what}"),
                )


def _sign(key: str, sign: Mapping[str, str]) -> Iterable[Mistake]:
    letters = len(_IDEOGRAPH.findall(sign.get(FIRST_LANGUAGE, "")))
    if letters > SIGN_LETTERS:
        wrong = Message("check.too-many-letters", letters=letters, most=SIGN_LETTERS)
        yield Mistake("catalogue", f"{key}.{FIRST_LANGUAGE}", wrong, Message("check.shorten-it"))
    for lang, text in sign.items():
        if text.count("/") > 1 or text.startswith("/") or text.endswith("/"):
            yield Mistake(
                "catalogue",
                f"{key}.{lang}",
                Message("check.sign-breaks-once"),
                Message("check.keep-one-break"),
            )
