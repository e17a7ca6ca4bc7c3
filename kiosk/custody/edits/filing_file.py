"""``deadlines.toml`` with the filing deadlines of one more year, or other ones of a year that is there;
everything else of it as it stands, comments too."""

from typing import Any, Final

import tomlkit

from kiosk.custody.edits.toml_text import lines_text
from kiosk.wording.outside import toml
from signage.hall.filing import Filing, FilingYear

DEADLINES: Final = "deadlines.toml"
YEARS: Final = "years"


def years_in(text: str) -> tuple[FilingYear, ...]:
    """Raises ValueError where it is no list of deadlines."""
    return Filing.model_validate(toml(text).get("filing", {})).years


def with_year(text: str, year: FilingYear) -> str:
    """Raises ValueError where the file cannot be edited so."""
    known = years_in(text)
    at = next((at for at, one in enumerate(known) if one.year == year.year), None)
    value = {"year": year.year, "days": list(year.days), "source": year.source}
    if at is None:
        end = "" if text.endswith("\n") or not text else "\n"
        written = f"{text}{end}\n[[filing.{YEARS}]]\n{lines_text(value)}\n"
    else:
        document: Any = tomlkit.parse(text)
        held = document["filing"][YEARS][at]
        for key, new in value.items():
            if held[key] != new:
                held[key] = new
        written = tomlkit.dumps(document)
    meant = [one for one in known if one.year != year.year]
    meant.insert(len(meant) if at is None else at, year)
    if years_in(written) != tuple(meant) or _rest(written) != _rest(text):
        raise ValueError(YEARS)
    return written


def _rest(text: str) -> dict[str, Any]:
    document = toml(text)
    filing = {key: value for key, value in document.get("filing", {}).items() if key != YEARS}
    return {**document, "filing": filing}
