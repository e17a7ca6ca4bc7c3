"""A drawn symbol from a file: its shapes and how they are painted, nothing that acts or loads.

2026-11-29 · Symbols are a hall's own files and stand in every page as they are written, so what is
not a shape is left out: scripts, links, what is loaded from elsewhere. A file of shapes alone is
taken letter by letter. Rejected: a list of what is dangerous, which grows with every browser.
"""

from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from kiosk.wording.markup import element
from kiosk.wording.outside import xml

SVG: Final = "{http://www.w3.org/2000/svg}"
SHAPES: Final = frozenset({"g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"})
PAINT: Final = frozenset(
    {
        "fill", "stroke", "opacity", "fill-opacity", "fill-rule", "clip-rule", "stroke-width",
        "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset",
        "stroke-opacity", "paint-order", "vector-effect", "display", "visibility",
    }
)  # fmt: skip
GEOMETRY: Final = frozenset(
    [
        "d",
        "points",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "width",
        "height",
        "transform",
    ]
)


def shapes(text: str) -> str:
    """The inside of the drawing. Raises ParseError, DefusedXmlException, ValueError."""
    root = xml(text.encode())
    if root.tag != f"{SVG}svg":
        raise ValueError(f"its root is {root.tag[:40]}, not svg")
    inside = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")].strip()
    # A comment ends elsewhere in HTML than in XML, and what stands in it would come to life.
    plain = "<!" not in inside and "<?" not in inside
    if plain and all(_is_plain(one) for one in root.iter() if one is not root):
        return inside
    return "".join(_drawn(one) for one in root if _is_shape(one))


def _is_shape(one: Element) -> bool:
    return isinstance(one.tag, str) and one.tag.removeprefix(SVG) in SHAPES


def _is_plain(one: Element) -> bool:
    said = (one.text or "") + (one.tail or "")
    return _is_shape(one) and not said.strip() and dict(_kept(one)) == one.attrib


def _drawn(one: Element) -> str:
    inner = [_drawn(part) for part in one if _is_shape(part)]
    return element(one.tag.removeprefix(SVG), *inner, **_named(dict(_kept(one))))


def _named(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("-", "_"): value for name, value in attributes.items()}


def _kept(one: Element) -> Iterator[tuple[str, str]]:
    """Inkscape paints by style; what it says is said by attributes then."""
    pairs = (part.partition(":") for part in one.get("style", "").split(";"))
    styled = {name.strip(): value.strip() for name, _, value in pairs}
    for name, value in (one.attrib | styled).items():
        if name in GEOMETRY or (
            name in PAINT and "url" not in value.casefold() and "\\" not in value
        ):
            yield name, value
