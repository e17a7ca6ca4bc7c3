"""What is written on a drawing is read as it was meant, or named with its place and a proposal;
nothing is dropped."""

import re

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from kiosk.content.drawings.read_svg import floor_of, read_plan
from signage.floorplan.labels import EXAMPLES, WORDS, near, written
from signage.floorplan.plan import Plan
from signage.floorplan.shapes import LAYERS, Shape
from signage.language.words import Words, say
from tests.signage.plans import CONTENT, sample


def in_english(words: Words | str) -> str:
    return words if isinstance(words, str) else say(words, "en")


TEXT = (CONTENT / "plan.svg").read_text("utf-8")
LABEL = re.compile(r'inkscape:label="([a-z]+/[^"]*=[^"]*)"')
LABELS = sorted({found[1] for found in LABEL.finditer(TEXT)})


def read(text: str) -> tuple[Plan, list[str]]:
    found = read_plan(text.encode())
    return found.plan, [f"{m.wrong} {m.remedy}" for m in found.mistakes]


def relabelled(label: str, other: str) -> str:
    return TEXT.replace(f'inkscape:label="{label}"', f'inkscape:label="{other}"')


SAME = {
    "a full-width equals sign": lambda label: label.replace("=", "＝", 1),
    "spaces around it": lambda label: label.replace("=", " = ", 1),
    "capitals in the key": lambda label: re.sub(r" ([a-z]+)=", lambda m: f" {m[1].upper()}=", label, count=1),
    "full-width digits": lambda label: re.sub(r"width=(\d)", lambda m: f"width={chr(ord(m[1]) + 0xFEE0)}", label),
    "metres written out": lambda label: re.sub(r"width=(\d+\.\d+)", r"width=\1m", label),
    "centimetres": lambda label: re.sub(r"width=(\d+\.\d+)", lambda m: f"width={float(m[1]) * 100:g}cm", label),
    "a Chinese key": lambda label: label.replace("width=", "宽度="),
    "capitals in the id": lambda label: label.replace("exit/", "Exit/", 1),
    "a capital choice": lambda label: label.replace("mount=wall", "mount=Wall"),
}  # fmt: skip


@pytest.mark.parametrize("how", SAME)
def test_what_is_written_another_way_is_read_the_same(how: str) -> None:
    text = LABEL.sub(lambda found: f'inkscape:label="{SAME[how](found[1])}"', TEXT)
    assert text != TEXT and read(text) == (sample(), [])


@pytest.mark.laws
@settings(max_examples=20)
@given(st.sampled_from(LABELS), st.data())
def test_a_misspelt_key_is_named_with_what_was_perhaps_meant(
    label: str, data: st.DataObject
) -> None:
    keys = re.findall(r"([a-z]+)=", label)
    key = data.draw(st.sampled_from(keys))
    at = data.draw(st.integers(0, len(key) - 1))
    wrong = data.draw(
        st.sampled_from(
            [key[:at] + key[at + 1 :], key[:at] + key[at] + key[at:], key + "s", "x" + key]
        )
    )
    layer_words = {word for words in WORDS.values() for word in words}
    if not wrong or wrong in layer_words:
        return
    _, told = read(relabelled(label, label.replace(f"{key}=", f"{wrong}=", 1)))
    assert any(wrong in one and ("did you mean" in one or "use one of" in one) for one in told), (
        wrong,
        told,
    )


@pytest.mark.parametrize(
    ("said", "step_free"),
    [("steps=yes", False), ("steps=Yes", False), ("steps=是", False), ("steps＝有", False), ("steps = TRUE", False),
     ("台阶=是", False), ("steps=no", True), ("steps=否", True)],
)  # fmt: skip
def test_a_door_with_steps_is_one_however_that_is_written(said: str, step_free: bool) -> None:
    label = next(label for label in LABELS if label.startswith("exit/east"))
    plan, told = read(relabelled(label, f"{label} {said}"))
    assert told == [] and plan.exit["exit/east"].step_free is step_free


@pytest.mark.parametrize("said", ["step=yes", "steps", "steps=maybe", "stpes=yes", "steps="])
def test_a_word_about_steps_that_cannot_be_read_is_never_dropped(said: str) -> None:
    label = next(label for label in LABELS if label.startswith("exit/east"))
    _, told = read(relabelled(label, f"{label} {said}"))
    assert len(told) == 1 and "steps" in told[0]


@given(st.sampled_from(sorted(LAYERS)), st.text(max_size=8), st.text(min_size=1, max_size=8))
def test_every_key_of_every_layer_is_read_or_told(layer: str, key: str, value: str) -> None:
    shape = Shape("x", layer, ((0, 0), (1, 0)), attributes={key: value})
    meant, faults = written(shape)
    assert meant.attributes or faults
    again, none = written(meant)
    assert again == meant and not none, "what was read once is read the same again"


def test_every_sort_has_an_example_that_can_be_read() -> None:
    for layer, words in WORDS.items():
        for key, sort in words.items():
            _, faults = written(
                Shape(
                    "x",
                    layer,
                    ((0, 0),),
                    attributes={key: in_english(EXAMPLES[sort]).split(" or ")[0]},
                )
            )
            assert not faults, (layer, key)


@pytest.mark.parametrize(
    ("label", "floor"),
    [("floor 2", "2"), ("Floor 2", "2"), ("2F", "2"), ("2层", "2"), ("２层", "2"), ("二层", "2"), ("F2", "2"),
     ("楼层：2", "2"), ("B1", "B1"), ("地下一层", "b1"), ("floor=3", "3"),
     ("floor", None), ("outdoors", None), ("家具", None)],
)  # fmt: skip
def test_a_floor_s_layer_is_known_by_any_usual_name(label: str, floor: str | None) -> None:
    assert floor_of(label) == floor


@pytest.mark.parametrize(
    ("name", "meant"),
    [("wall", "walls"), ("Route", "routes"), ("墙体", "walls"), ("exit", "exits")],
)
def test_a_layer_of_nearly_a_known_name_is_asked_about(name: str, meant: str) -> None:
    _, told = read(TEXT.replace(f'inkscape:label="{meant}"', f'inkscape:label="{name}"'))
    assert any(f"did you mean {meant}?" in one for one in told)


def test_labels_of_ours_in_a_layer_nobody_reads_and_layers_in_layers_are_told() -> None:
    _, told = read(TEXT.replace('inkscape:label="exits"', 'inkscape:label="my drawing"'))
    assert any("my drawing is not read" in one and "exit/" in one for one in told)
    inner = '<g inkscape:groupmode="layer" inkscape:label="hatching"><path d="M0 0L9 9"/></g>'
    at = TEXT.index("<", TEXT.index('inkscape:label="walls"'))
    _, told = read(TEXT[:at] + inner + TEXT[at:])
    assert any("hatching is not read" in one and "inside layer walls" in one for one in told)


def test_what_is_hidden_is_not_read_and_said_to_be_so_where_it_has_a_meaning() -> None:
    _, told = read(
        TEXT.replace('inkscape:label="zones"', 'inkscape:label="zones" style="display:none"')
    )
    assert any("it is hidden" in one for one in told)
    layer = 'inkscape:groupmode="layer" inkscape:label="draft"'
    hidden = f'<g {layer} display="none"><line x1="0" y1="0" x2="9" y2="9"/></g>'
    assert read(TEXT.replace("</svg>", f"{hidden}</svg>")) == (sample(), [])
    bare = re.sub(r' inkscape:groupmode="layer"', "", TEXT)
    _, told = read(bare)
    assert any("plain or optimised SVG" in one for one in told)


def test_a_proposal_is_near() -> None:
    assert near("widht", ["width", "name"]) == "width" and near("colour", ["width", "name"]) is None
