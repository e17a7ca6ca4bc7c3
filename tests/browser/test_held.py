"""Whatever a page hears, its danger goes only for as grave a one, or once somebody has settled its
log."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from kiosk.store.identity import Identity, parsed

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).parents[2] / "kiosk" / "static" / "held.js"
HEAR = """(said) => {
  delete window.hallWord;
  (0, eval)(said.script);
  return said.words.map(({kept, taken, ...word}) => {
    const {owes} = window.hallWord;
    if (taken && owes) window.hallWord.taken(owes, word.log, word.revision);
    window.hallWord.hear(word);
    const now = window.hallWord.judge(word.html, word.revision);
    return {html: now.html, held: window.hallWord.held, owes: taken && owes};
  });
}"""

LIVE = """(said) => {
  delete window.hallWord;
  (0, eval)(said.script);
  return said.acts.map(({act, ...word}) => {
    const {hallWord} = window, {newest} = hallWord;
    if (act !== "memory") hallWord.hear(word);
    if (act === "scene") hallWord.judge(word.html, word.revision);
    if (act === "memory") hallWord.recall({...word, title: ""});
    if (act === "memory" && newest) hallWord.again();
    const {html, gravity, log, revision} = hallWord.keep();
    return {html, gravity, log, revision};
  });
}"""


@st.composite
def words(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What a page hears one after the other: scenes of three logs in any order, some vouched for by
    a person."""
    found = []
    for number in range(draw(st.integers(2, 10))):
        log = draw(st.sampled_from("abc"))
        found.append(
            {
                "log": f"{log}.{draw(st.integers(0, 2))}",
                "settled": draw(st.lists(st.sampled_from("abc"), max_size=1))
                if draw(st.booleans())
                else [],
                "gravity": draw(st.sampled_from([0, 0, 1, 2, 3])),
                "revision": draw(st.integers(0, 5)),
                "html": str(number),
                "taken": draw(st.integers(0, 9)) == 0,
            }
        )
    return found


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Page:
    page: Page = browser.new_page()
    page.goto("about:blank")
    return page


def answers(now: dict[str, Any], then: dict[str, Any]) -> bool:
    """The server's rule, and revisions within one log."""
    (log, generation), before = parsed(now["log"]), parsed(then["log"])
    if before == (log, generation) and log not in now["settled"]:
        return bool(now["revision"] >= then["revision"])
    return Identity(log, generation, tuple(now["settled"])).answers_for(*before)


@settings(max_examples=150)
@given(words())
def test_no_word_of_another_log_lessens_a_danger(blank: Page, words: list[dict[str, Any]]) -> None:
    shown = blank.evaluate(HEAR, {"script": SCRIPT.read_text("utf-8"), "words": words})
    by = {word["html"]: word for word in words}
    let_go = []
    for heard, before, after in zip(words[1:], shown, shown[1:], strict=False):
        was, now = by[before["html"]], by[after["html"]]
        let_go += [after["owes"]] if after["owes"] else []
        if now["gravity"] < was["gravity"]:
            taken = any(
                (debt["log"], debt["revision"]) == (was["log"], was["revision"]) for debt in let_go
            )
            assert taken or answers(heard, was), (was, heard, now)
        assert after["held"] == (now is not heard), "what is held is marked, and nothing else"
        assert now["gravity"] >= heard["gravity"], "more danger is shown whoever says it"


ACTS = st.sampled_from(["scene", "scene", "heard", "memory"])


@settings(max_examples=150)
@given(st.data(), words())
def test_what_is_only_heard_of_or_remembered_lessens_nothing(
    blank: Page, data: st.DataObject, words: list[dict[str, Any]]
) -> None:
    """What is said of the next scene makes nothing of the one that stands; a memory that comes late
    is owed."""
    acts = [{**words[0], "act": "scene"}, *({**word, "act": data.draw(ACTS)} for word in words[1:])]
    shown = blank.evaluate(LIVE, {"script": SCRIPT.read_text("utf-8"), "acts": acts})
    by = {word["html"]: word for word in words}
    for heard, before, now in zip(acts[1:], shown, shown[1:], strict=False):
        of_its_own = by[now["html"]]
        assert now["gravity"] == of_its_own["gravity"] and now["log"] == of_its_own["log"], (
            "another's word"
        )
        if heard["act"] == "heard":
            assert now == before, "nothing was shown, but it changed"
        elif heard["act"] == "memory":
            assert now["gravity"] >= before["gravity"], "a memory took danger away"
