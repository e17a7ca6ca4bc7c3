"""``python -m tests.kiosk.cap.corpora DIRECTORY…``: what the hall reads of other people's messages.

The collections named in the reference of alerts (capparselib, google/cap-library, Screenly's) are
fetched by whoever runs this. Each file is a line; one that is neither read nor refused in words ends it.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from kiosk.custody.warnings.feeds import Unheard, document
from kiosk.custody.warnings.message import CapMessage
from kiosk.wording.catalogues import speak
from signage.language.words import say

KINDS = frozenset({".cap", ".xml", ".atom", ".rss"})


def files(folders: Iterable[str]) -> list[Path]:
    found = (path for folder in folders for path in Path(folder).rglob("*"))
    return sorted(path for path in found if path.suffix.lower() in KINDS and path.is_file())


def told(path: Path) -> str:
    try:
        found = document(path.read_bytes())
    except Unheard as error:
        return f"refused: {say(error.words)}"
    refused = f", {len(found.refused)} refused: {say(found.refused[0])}" if found.refused else ""
    links = f", {len(found.links)} addresses" if found.links else ""
    return (
        f"{len(found.messages)} messages{links}{refused} {'; '.join(map(_one, found.messages[:2]))}"
    )


def _one(message: CapMessage) -> str:
    infos, areas = message.infos, [area for info in message.infos for area in info.areas]
    languages = " ".join(dict.fromkeys(info.language for info in infos))
    return (
        f"{message.status} {message.kind}, infos {len(infos)} ({languages}), "
        f"areas {len(areas)} ({sum(area.unread for area in areas)} unread), "
        f"references {len(message.references)}{', signed' if message.signed else ''}"
    )


def main() -> None:
    speak()
    found = files(sys.argv[1:])
    for path in found:
        print(f"{path.parent.name}/{path.name}: {told(path)}", flush=True)
    print(f"{len(found)} files, each read or refused in words")


if __name__ == "__main__":
    main()
