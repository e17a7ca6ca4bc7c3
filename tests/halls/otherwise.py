"""The same hall under other names: its systems called and numbered as its own people do, and
Chinese alone."""

from typing import Any

Table = dict[str, Any]
SYSTEMS = {
    "system/power": ("system/feed-1", "1号配电回路", "power"),
    "system/network": ("system/lan", "政务外网专线", "network"),
    "system/core": ("system/golden", "金税四期征管平台", "core"),
    "system/etax": ("system/portal", "省电子税务局平台", "etax"),
}
"""Usual id → the hall's own id and name, and what it does."""


def own_systems(documents: dict[str, Table]) -> dict[str, Table]:
    """No id of a system is the one the catalogue knows."""
    for system in documents["hall.toml"]["systems"]:
        if system["id"] in SYSTEMS:
            _, name, what = SYSTEMS[system["id"]]
            system |= {"name": {"zh": name, "en": f"Our {what}"}, "what": what}
    if "online" in documents["hall.toml"]:
        documents["hall.toml"]["online"]["system"] = "system/etax"
    return {name: _renamed(document) for name, document in documents.items()}


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_renamed(item) for item in value)
    return SYSTEMS[value][0] if isinstance(value, str) and value in SYSTEMS else value


def chinese_only(documents: dict[str, Table]) -> dict[str, Table]:
    documents["hall.toml"]["languages"] = ["zh"]
    return {name: _untranslated(document) for name, document in documents.items()}


def _untranslated(value: Any) -> Any:
    if isinstance(value, dict):
        words = "zh" in value
        return {key: _untranslated(item) for key, item in value.items() if not words or key == "zh"}
    if isinstance(value, list | tuple):
        return type(value)(_untranslated(item) for item in value)
    return value
