"""``kiosk speech export``: recordings for the hall's own public address, whole or not at all."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.content import reader as contents
from kiosk.drawing.beforehand.voice.levels import read
from tests.kiosk.voice.talking import tone

pytestmark = pytest.mark.processes


def export(target: Path, speech: str) -> Result:
    told = ["speech", "export", str(contents.sample()), str(target), "--speech", speech]
    return CliRunner().invoke(main, told)


def test_each_emergency_is_there_in_each_language_without_place_or_way(tmp_path: Path) -> None:
    said = tone(tmp_path / "said.wav", 0.3)
    answer = export(tmp_path / "out", f"cat {said}")
    assert answer.exit_code == 0, answer.output
    rows = (tmp_path / "out" / "texts.tsv").read_text("utf-8").splitlines()
    texts = dict(row.split("\t") for row in rows)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {*texts, "texts.tsv"}
    for lang, word in (("zh", "紧急疏散"), ("en", "Evacuat")):
        assert word in texts[f"FIRE-evacuate-{lang}.wav"]
        assert texts[f"all-clear-leaving-{lang}.wav"]
    for name, text in texts.items():
        read((tmp_path / "out" / name).read_bytes())
        assert not re.search(r"出口，约|To .* Exit", text), text


@pytest.mark.parametrize(("speech", "said"), [
    ("none", "Nothing here speaks"), ("no-such-voice", "no program"), ("false", "ended with 1"),
])  # fmt: skip
def test_without_a_voice_nothing_is_written(tmp_path: Path, speech: str, said: str) -> None:
    answer = export(tmp_path / "out", speech)
    assert answer.exit_code == 1 and said in answer.output
    assert not (tmp_path / "out").exists() or not [*(tmp_path / "out").iterdir()]
