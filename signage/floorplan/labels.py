"""What may be written on each layer's shapes. Unknown words are mistakes with a proposal; known
ones are read as meant.

``steps=Yes``, ``steps=是`` and ``width＝3`` mean what they say; ``step=yes`` and ``widht=3`` were
silently nothing, and left a door with stairs step-free. Keys and values are compared in one form
(NFKC, lower case, no spaces around).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Literal

from signage.floorplan.shapes import LAYERS, Shape
from signage.language.letters import fault, mended
from signage.language.words import Message, Words

Sort = Literal["text", "yes", "metres", "id", "ids", "corridor", "mount", "place"]
NAMED: Mapping[str, Sort] = {"name": "text", "en": "text"}
WORDS: Mapping[str, Mapping[str, Sort]] = {
    "walls": NAMED, "partitions": NAMED, "furniture": NAMED, "floor": NAMED, "zones": NAMED, "north": NAMED,
    "routes": {**NAMED, "width": "metres", "kind": "corridor", "oneway": "yes", "room": "text"},
    "doors": {**NAMED, "width": "metres"},
    "exits": {**NAMED, "width": "metres", "steps": "yes"},
    "stairs": {**NAMED, "width": "metres", "rise": "metres", "length": "metres"},
    "screens": {**NAMED, "mount": "mount", "exit": "id", "stand": "metres"},
    "places": {**NAMED, "kind": "place", "alias": "text"},
    "assembly": {**NAMED, "exits": "ids"},
    "safety": NAMED,
    "scale": {**NAMED, "length": "metres"},
}  # fmt: skip
"""What each layer's shapes may carry."""
FREE = frozenset({"walls", "partitions", "furniture", "floor", "routes", "scale", "north"})
"""Layers whose shapes need no id: what else stands in a label there is a name for the person who
draws."""
CHOICES: Mapping[str, frozenset[str]] = {
    "corridor": frozenset({"corridor", "door", "stairs", "lift", "ramp", "spur", "landing"}),
    "mount": frozenset({"wall", "ceiling", "stand"}),
    "place": frozenset({"refuge", "place"}),
}
SAID: Mapping[str, str] = {
    **dict.fromkeys(("yes", "y", "true", "1", "on", "是", "有"), "yes"),
    **dict.fromkeys(("no", "n", "false", "0", "off", "否", "无", "没有"), "no"),
}
KEYS: Mapping[str, str] = {
    "宽": "width", "宽度": "width", "台阶": "steps", "名称": "name", "英文": "en", "单向": "oneway", "别名": "alias",
    "出口": "exits", "安装": "mount", "站位": "stand", "种类": "kind", "长度": "length", "高差": "rise",
}  # fmt: skip
"""Keys as somebody writes them who draws in Chinese."""
CALLED: Mapping[str, str] = {
    "墙": "walls", "墙体": "walls", "隔断": "partitions", "家具": "furniture", "地面": "floor", "路线": "routes",
    "通道": "routes", "门": "doors", "出口": "exits", "楼梯": "stairs", "电梯": "stairs", "屏幕": "screens",
    "地点": "places", "窗口": "places", "区域": "zones", "集合点": "assembly", "消防": "safety", "消防器材": "safety",
    "消防设施": "safety", "急救": "safety", "比例": "scale", "比例尺": "scale",
    "指北": "north", "北": "north",
}  # fmt: skip
NEAR, LAYER_NEAR = 0.6, 0.8
"""How alike a word must be to be proposed, a layer's name more so: any other layer is
decoration."""
_LENGTH = re.compile(r"([0-9]*\.?[0-9]+) ?(m|米|cm|厘米|公分)?")
_ID = re.compile(r"[a-z]+/[a-z0-9-]+")
Fault = tuple[Words, Words]
"""What is wrong, what to do."""


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def near(word: str, known: Iterable[str], cutoff: float = NEAR) -> str | None:
    """The known word that was perhaps meant."""
    return next(iter(get_close_matches(word, sorted(known), 1, cutoff)), None)


def written(shape: Shape) -> tuple[Shape, tuple[Fault, ...]]:
    """The shape as its label means it, and what in the label means nothing; that is left out."""
    known = WORDS[shape.layer]
    meant: dict[str, str] = {}
    unseen = fault(
        " ".join((shape.resource, *(part for pair in shape.attributes.items() for part in pair)))
    )
    faults: list[Fault] = [(unseen, Message("check.type-label-anew"))] if unseen else []
    for given, value in _mended(shape.attributes):
        key = KEYS.get(plain(given), plain(given))
        # 出口 is exits= on an assembly point and exit= on a screen.
        if key == "exits" and "exit" in known:
            key = "exit"
        if key not in known:
            faults += _unknown(shape, given, value, known)
        elif not value.strip():
            faults.append(
                (
                    Message("check.without-value", name=given),
                    Message("check.write-like", name=given, example=EXAMPLES[known[key]]),
                )
            )
        elif (read := _read(known[key], value)) is None:
            faults.append(
                (
                    Message("check.value-not-read", name=given, value=value),
                    Message("check.write-like", name=key, example=EXAMPLES[known[key]]),
                )
            )
        else:
            meant[key] = read
    return replace(shape, resource=plain(mended(shape.resource)), attributes=meant), tuple(faults)


def _mended(attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((mended(key), mended(value)) for key, value in attributes.items())


EXAMPLES: Mapping[str, Words | str] = {
    "text": "…", "yes": Message("check.yes-or-no"), "metres": "1.4", "id": "exit/south", "ids": "exit/south,exit/west",
    **{sort: Message("check.one-or-other", words=sorted(words)) for sort, words in CHOICES.items()},
}  # fmt: skip


def _unknown(shape: Shape, given: str, value: str, known: Mapping[str, Sort]) -> Iterator[Fault]:
    meant = near(plain(given), known)
    if not value and meant is None and shape.layer in FREE:
        return
    wrong = Message("check.not-known-in-layer", name=given, layer=shape.layer)
    yield (
        wrong,
        Message("check.did-you-mean", name=meant)
        if meant
        else Message("check.use-one-of-or-remove", listed=sorted(known)),
    )


def _read(sort: Sort, value: str) -> str | None:
    """The value in its one form; None where it cannot be read."""
    if sort == "text":
        return value.strip()
    text = plain(value)
    if sort == "yes":
        return SAID.get(text)
    if sort == "metres":
        return _metres(text)
    if sort == "id":
        return text if _ID.fullmatch(text) else None
    if sort == "ids":
        listed = [name for name in re.split(r"[,;、\s]+", text) if name]
        return ",".join(listed) if listed and all(_ID.fullmatch(name) for name in listed) else None
    return text if text in CHOICES[sort] else None


def _metres(text: str) -> str | None:
    found = _LENGTH.fullmatch(text)
    if found is None or float(found[1]) <= 0:
        return None
    return f"{float(found[1]) / (100 if found[2] in ('cm', '厘米', '公分') else 1):g}"


def layer_meant(layer: str) -> str | None:
    """The layer that one of this name was perhaps meant to be."""
    name = layer.rpartition("/")[2]
    return CALLED.get(name) or near(name, LAYERS, LAYER_NEAR)


def layer_faults(shapes: Iterable[Shape]) -> Iterator[tuple[str, Fault]]:
    """Layers nobody reads although somebody meant them: a name nearly known, labels of ours, a
    layer in a layer."""
    unread: dict[str, list[Shape]] = {}
    for shape in shapes:
        if shape.layer not in LAYERS:
            unread.setdefault(shape.layer, []).append(shape)
    for layer, inside in unread.items():
        outer, _, name = layer.rpartition("/")
        meant = layer_meant(layer)
        labelled = [shape.resource for shape in inside if _ID.fullmatch(plain(shape.resource))]
        wrong = Message("check.layer-not-read", layer=name, shapes=len(inside))
        if meant is not None:
            yield layer, (wrong, Message("check.did-you-mean", name=meant))
        elif outer:
            yield (
                layer,
                (
                    Message("check.inside-layer", wrong=wrong, outer=outer),
                    Message("check.move-out-of-layer", outer=outer),
                ),
            )
        elif labelled:
            yield (
                layer,
                (
                    Message("check.among-them", wrong=wrong, id=labelled[0]),
                    Message("check.move-into-one-of", known=sorted(LAYERS)),
                ),
            )
