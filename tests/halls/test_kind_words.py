"""What each of the 41 kinds says, in generated and shipped halls: what is out, and as its field wants."""

import re
from collections.abc import Iterator
from functools import cache

from signage.availability.world import World
from signage.catalogue.kind_words import usual_target
from signage.hall.model import HALL, System
from signage.language.words import say
from signage.shows.scenes import scenes
from signage.situation.incidents import Incident
from tests.halls.hall import sample
from tests.halls.test_kinds import Case, _of, content, each, every_hall, faults

# ---------------------------------------------------------------- what is out is what is named

SAMPLE_NOUNS = ("网上办税", "电子税务局", "网络", "征管", "停电", "供电")
"""What the kinds of outages are called after; each is said only where it is what is out."""
BLANKET = frozenset({"PWR", "SYS-NET"})
"""A power cut and a dead network are causes that anything may have."""


POWER_CUT = sample().catalogue.kind["PWR"]
"""停电 says what is out where it was raised on the power itself."""


def wrong_name(case: Case) -> Iterator[str]:
    incident, there = case.incident, case.world
    if incident.notice.cls != "outage" or incident.notice.kind == "OTHER":
        return
    target = there.hall.resources.get(incident.targets[0])
    if isinstance(target, System):
        yield from _of_a_system(incident, say(target.name), there)
    elif incident.notice.kind not in BLANKET:
        sign = say(incident.notice.sign)
        yield from (f"the sign {sign} names {noun}" for noun in SAMPLE_NOUNS if noun in sign)


def _of_a_system(incident: Incident, name: str, there: World) -> Iterator[str]:
    texts = [*incident.notice.lines, incident.notice.sign, incident.notice.strip]
    its_own = {"停电"} if incident.targets == (usual_target(there.hall, POWER_CUT),) else set()
    for text in map(say, texts):
        others = (
            noun
            for noun in SAMPLE_NOUNS
            if noun in text and noun not in name and noun not in its_own
        )
        yield from (f"{text} names {noun}, not {name}" for noun in others)
    for scene in scenes(there).values():
        if scene.incident == incident.id:
            said = "".join(
                say(words).replace("/", "") for words in (scene.title, scene.subject, *scene.lines)
            )
            if name not in said:
                yield f"screen {scene.screen} does not name {name}: {said}"


@every_hall
def test_an_outage_names_what_is_really_out(name: str) -> None:
    assert not faults(name, wrong_name)


# ---------------------------------------------------------------- words for lifts

LIFTS = re.compile("电梯|elevator|(?<![a-z])lifts?(?![a-z])", re.IGNORECASE)


def lift_words(case: Case) -> Iterator[str]:
    """No lift is spoken of or drawn where there is none, and nobody outside the hall is told to
    leave one alone."""
    incident, there = case.incident, case.world
    has_lifts = bool(there.hall.lifts)
    names = {say(lift.name) for lift in there.hall.lifts}
    for one in case.told:
        inside = one.where.startswith("screen")
        said = say(one.words)
        for called in names:
            said = said.replace(called, "")
        english = say(one.words, "en") if inside and not has_lifts else ""
        if LIFTS.search(f"{said} {english}") and not (has_lifts and inside):
            yield str(one)
    if "no-lift" in incident.notice.symbols and not has_lifts:
        yield "the sign against lifts"


def test_a_hall_needs_no_system_of_the_id_that_the_catalogue_knows() -> None:
    here = content("own systems, Chinese alone")
    usual = {kind.code: usual_target(here.hall, kind) for kind in here.catalogue.kinds}
    assert (
        usual["PWR"] == "system/feed-1"
        and usual["ETAX-DOWN"] == "system/portal"
        and usual["FIRE"] == HALL
    )
    assert usual_target(content("one window").hall, here.catalogue.kind["ETAX-DOWN"]) is None


@every_hall
def test_lifts_are_spoken_of_where_there_are_lifts(name: str) -> None:
    assert not faults(name, lift_words)


@every_hall
def test_no_step_of_the_checklist_looks_for_a_lift_that_is_not_there(name: str) -> None:
    if content(name).hall.lifts:
        return
    for case in each(name):
        assert not [
            say(task.text) for task in case.incident.steps if LIFTS.search(say(task.text))
        ], _of(case)


# ---------------------------------------------------------------- every text keeps its field's rules

HAN = "\u3400-\u9fff"
TWICE = "a word said twice"
RULES: dict[str, re.Pattern[str]] = {
    "half-width punctuation": re.compile(
        f"[{HAN}][,!?:;()\"']|[,!?:;()\"'][{HAN}]|[{HAN}]\\.(?!\\w)"
    ),
    "an empty place": re.compile(r"[{}]|（\s*）|“\s*”|None|undefined"),
    "punctuation that follows nothing": re.compile(
        "^[，。；：、！]|[，；：、][，。；：、]|。[，。；：、]|：$"
    ),
    "an id": re.compile(
        r"(?<![a-z.])(?:window|machine|system|zone|exit|desk|place|floor|stairs|lift)/[a-z0-9-]+"
    ),
    TWICE: re.compile(f"([{HAN}]{{2,}})\\1|([{HAN}])电停电"),
    "a control character": re.compile(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufffe\uffff]"
    ),
}
TITLE_HAN, TITLE_EN = 8, 32
MESSAGES = 3
"""A text message about one incident fits three parts of 67 characters (70 where it is one
alone)."""


def broken_rules(case: Case) -> Iterator[str]:
    hall = case.world.hall
    names = tuple(
        {say(thing.name) for thing in hall.resources.values()} | {say(hall.name), say(hall.issuer)}
    )
    for one in case.told:
        text, english = say(one.words), say(one.words, "en") if len(one.words) > 1 else ""
        for rule in wrong_in(text, english, names):
            yield f"{rule} in {one}"
        if not text.strip() and one.field != "subject":
            yield f"{one.where} {one.field} is empty"
        long = len(re.findall(f"[{HAN}]", text)) > TITLE_HAN or len(english) > TITLE_EN
        if one.field == "title" and one.incident and long:
            yield f"too long for a sign: {one}"


@cache
def wrong_in(text: str, english: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The rules a text breaks, the hall's own names aside."""
    bare = text
    for called in sorted(names, key=len, reverse=True):
        bare = bare.replace(called, "甲") if called != text else bare
    found = [
        rule for rule, pattern in RULES.items()
        if (hit := pattern.search(text if rule == TWICE else bare)) and not any(hit[0] in called for called in names)
    ]  # fmt: skip
    if RULES["an id"].search(english) or RULES["an empty place"].search(english) or "  " in english:
        found.append("broken English")
    return tuple(found)


@every_hall
def test_every_text_keeps_the_rules_of_its_field(name: str) -> None:
    assert not faults(name, broken_rules)
