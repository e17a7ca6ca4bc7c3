"""The protocols the shipped content brings as data, read as the program reads them."""

import tomllib
from pathlib import Path

from signage.hall.wires import NamedProtocol

FOLDER = Path(__file__).parents[2] / "content" / "protocols"
PROTOCOL_FILES = tuple(
    NamedProtocol.model_validate(tomllib.loads(path.read_text("utf-8")))
    for path in sorted(FOLDER.glob("*.toml"))
)
