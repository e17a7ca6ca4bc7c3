"""A new version's content in a hall's own: what only one of both changed is there, what both changed
is the hall's and is listed, and nothing that protects anybody goes."""

import tomllib
from typing import Any

import pytest
from hypothesis import given

from kiosk.content.upgrades.blocks import Unsplit, flat
from kiosk.content.upgrades.differences import Fate
from kiosk.content.upgrades.kinds import CHECKLISTS
from kiosk.content.upgrades.merge import merge
from tests.content.shipments import ALL, GROWS, OWN, Edit, edited, shipped, some

BASE = shipped()


def kinds(files: dict[str, bytes] | Any) -> dict[str, Any]:
    return {
        kind["code"]: kind
        for name, data in files.items()
        if name.startswith("catalogue/")
        for kind in tomllib.loads(data.decode()).get("kind", [])
    }


@given(some(GROWS, "AB"))
def test_a_hall_that_changed_nothing_is_as_the_version_ships_it(new: list[Edit]) -> None:
    now = edited(BASE, new)
    found = merge(BASE, BASE, now)
    assert found.files == now, "byte for byte, comments and order too"
    assert {one.fate for one in found.told} <= {Fate.ADDED, Fate.TAKEN}


@given(some(ALL, "AB"))
def test_a_version_that_changed_nothing_changes_nothing(own: list[Edit]) -> None:
    hall = edited(BASE, own)
    found = merge(BASE, hall, BASE)
    assert found.files == hall and not found.told


@given(some(ALL, "ABC"), some(ALL, "BCD"))
def test_every_difference_is_in_the_result_or_listed(own: list[Edit], new: list[Edit]) -> None:
    hall, now = edited(BASE, own), edited(BASE, new)
    found = merge(BASE, hall, now)
    listed = {one.name: one.fate for one in found.told}
    was, mine, theirs, is_now = map(kinds, (BASE, hall, now, found.files))
    for code in {*mine, *theirs}:
        if code not in mine or code not in theirs or code not in was:
            kept = is_now.get(code)
            assert kept == mine.get(code) or (kept == theirs.get(code) and code in listed)
            assert kept == theirs.get(code) or listed.keys() & {code} or was.get(code) == theirs.get(code) \
                or code not in theirs or any(name.startswith(f"{code}:") for name in listed)  # fmt: skip
            continue
        sides = [flat(one[code]) for one in (was, mine, theirs, is_now)]
        for key in {*sides[0], *sides[1], *sides[2]}:
            before, ours, shipped_, result = (side.get(key) for side in sides)
            fate = listed.get(f"{code}:{'.'.join(key)}")
            if shipped_ in (before, ours):
                assert result == ours and fate is None
            elif ours == before:
                assert (result, fate) in ((shipped_, Fate.TAKEN), (ours, Fate.STAYS))
            else:
                assert (result, fate) == (ours, Fate.BOTH)
    for name in {*hall, *now}:
        if not name.startswith("catalogue/"):
            assert found.files.get(name) in (hall.get(name), now.get(name))
            assert found.files.get(name) == now.get(name) or name in listed or (
                now.get(name) == BASE.get(name)
            )  # fmt: skip


@given(some(ALL, "ABC"), some(ALL, "BCD"))
def test_nothing_that_protects_is_taken_away_and_again_it_changes_nothing(
    own: list[Edit], new: list[Edit]
) -> None:
    hall, now = edited(BASE, own), edited(BASE, new)
    everything = [one.name for one in merge(BASE, hall, now).told]
    for chosen in ((), everything):
        found = merge(BASE, hall, now, chosen)
        mine, is_now = kinds(hall), kinds(found.files)
        for code, kind in mine.items():
            assert set(kind["targets"]) <= set(is_now[code]["targets"])
            for checklist in CHECKLISTS:
                assert len(kind.get(checklist, ())) <= len(is_now[code].get(checklist, ()))
        again = merge(now, found.files, now)
        assert again.files == found.files and not again.told


@given(some(ALL, "AB"))
def test_a_hall_of_which_nothing_is_known_keeps_all_and_is_shown_all(new: list[Edit]) -> None:
    now = edited(BASE, new)
    found = merge(None, BASE, now)
    mine, theirs = kinds(BASE), kinds(now)
    assert kinds(found.files) == mine
    listed = {one.kind for one in found.told if one.fate is Fate.BOTH}
    assert {code for code in theirs if theirs[code] != mine.get(code)} == listed - {""}


def test_changed_wording_an_own_kind_and_an_own_protocol_meet_a_new_version() -> None:
    hall, now = dict(BASE), dict(BASE)
    order, devices = "catalogue/order.toml", "catalogue/devices.toml"
    hall[devices] = BASE[devices].replace("窗口暂停服务".encode(), "本窗口暂停".encode(), 1) + (
        f"\n{OWN.replace('§', 'A')}".encode()
    )
    hall["protocols/ours.toml"] = BASE["protocols/tl60.toml"].replace(b'"tl60"', b'"ours"')
    now[devices] = (
        BASE[devices]
        .replace("窗口暂停服务".encode(), "窗口停办".encode(), 1)
        .replace("本窗口设备检修".encode(), "本窗口设备维修".encode(), 1)
    )
    now[order] = BASE[order] + f"\n{OWN.replace('§', 'B')}".encode()
    found = merge(BASE, hall, now)
    both = kinds(found.files)
    assert both["WIN-PAUSE"]["name"]["zh"] == "本窗口暂停"
    assert both["WIN-FAULT"]["lines"][0]["zh"] == "本窗口设备维修"
    assert "OWN-A" in both and "OWN-B" in both and "protocols/ours.toml" in found.files
    (conflict,) = [one for one in found.told if one.fate is Fate.BOTH]
    assert (conflict.name, conflict.hall["zh"], conflict.shipped["zh"]) == (
        "WIN-PAUSE:name", "本窗口暂停", "窗口停办"
    )  # fmt: skip
    text = hall[devices].replace("本窗口设备检修".encode(), "本窗口设备维修".encode(), 1)
    assert found.files[devices] == text, "all else of the hall's file stands as it was"
    chosen = merge(BASE, hall, now, ["WIN-PAUSE:name"])
    assert kinds(chosen.files)["WIN-PAUSE"]["name"]["zh"] == "窗口停办"


def test_a_kind_that_moved_to_another_file_is_there_once() -> None:
    order, weather = "catalogue/order.toml", "catalogue/weather.toml"
    hall = {**BASE, order: BASE[order] + b"# ours\n"}
    moved = BASE[weather].decode().split("[[kind]]")
    now = dict(BASE)
    now[weather] = "[[kind]]".join(moved[:-1]).encode()
    now[order] = BASE[order] + f"\n[[kind]]{moved[-1]}".encode()
    found = merge(BASE, hall, now)
    text = b"".join(data for name, data in found.files.items() if name.startswith("catalogue"))
    assert text.count(b"[[kind]]") == len(kinds(BASE)) == len(kinds(found.files))
    assert merge(BASE, BASE, now).files == now


def test_a_table_written_under_a_header_of_its_own_is_merged_or_told() -> None:
    name = "catalogue/devices.toml"
    hall, now = dict(BASE), dict(BASE)
    kind = BASE[name].decode().split("[[kind]]")
    assert "signs.window" in kind[3]
    line = next(one for one in kind[3].splitlines() if one.startswith("signs.window"))
    other = 'signs.window = { zh = "X", en = "X" }'
    now[name] = "[[kind]]".join((*kind[:3], kind[3].replace(line, other), *kind[4:])).encode()
    kind[3] = kind[3].replace(f"{line}\n", "").rstrip() + f"\n[kind.signs]\n{line[6:]}\n\n"
    hall[name] = "[[kind]]".join(kind).encode()
    assert kinds(merge(BASE, hall, BASE).files) == kinds(BASE)
    found = merge(BASE, hall, now)
    assert [one.fate for one in found.told] == [Fate.BOTH]
    assert found.files == hall


def test_a_catalogue_in_another_form_is_refused_with_what_to_do() -> None:
    with pytest.raises(Unsplit, match=r"write \[\[kind\]\] above each kind"):
        merge(BASE, {"catalogue/a.toml": b'kind = [{ code = "A" }]\n'}, BASE)
