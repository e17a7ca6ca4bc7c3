"""What the shipped kinds are used for, for catalogues of halls from before kinds said so
themselves.

``kiosk init`` copied the whole catalogue into a hall's own content, and those copies have no table
``use``. Only where a kind lacks one are the shipped files read at all.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _uses(shipped: Path) -> Mapping[str, Any]:
    files = (tomllib.loads(path.read_text("utf-8")) for path in sorted(shipped.glob("*.toml")))
    return {kind["code"]: kind["use"] for file in files for kind in file["kind"] if "use" in kind}


def completed(kinds: Sequence[Any], shipped: Path) -> list[Any]:
    """Each kind without ``use`` as the shipped one of its code is used; everything else as it
    stands."""
    return [_with_use(kind, shipped) for kind in kinds]


def _with_use(kind: Any, shipped: Path) -> Any:
    if not isinstance(kind, Mapping) or "use" in kind:
        return kind
    found = _uses(shipped).get(str(kind.get("code", "")))
    return kind if found is None else {**kind, "use": found}
