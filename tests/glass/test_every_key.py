"""Every key of a keyboard with everything that can be held beside it, typed at a screen as it is
installed: the page stays."""

import ctypes
import ctypes.util
from collections.abc import Iterator
from itertools import combinations

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import Hall
from tests.glass.conftest import Seen
from tests.glass.machine import SYSTEMD, Machine, lacks

SCREEN = "exit-south"
HEARD = {"Tab", "Enter", " ", "Escape", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"}
BESIDE = {"Ctrl": 37, "Alt": 64, "Shift": 50, "Super": 133, "AltGr": 108}
HELD = [held for many in range(3) for held in combinations(BESIDE.values(), many)]
HELD.append((37, 64, 50))
CODES = range(9, 256)
"""What a display can type: codes of the kernel, and 8."""
TYPED = [name for name in ("Escape", *map(str, CODES)) if name != "9"]
"""xdotool takes a single digit for the key of that digit."""
pytestmark = [pytest.mark.faults, pytest.mark.browser]
BOOTED = pytest.mark.skipif(bool(lacks()), reason=lacks() or "can be booted")


def typed(held: tuple[int, ...]) -> list[str]:
    down, up = [f"keydown {key}" for key in held], [f"keyup {key}" for key in reversed(held)]
    return [*down, *(f"key {name}" for name in TYPED if name not in map(str, held)), *up]


@pytest.fixture
def seen(
    playing: Playwright, hall: Hall, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Seen]:
    with Machine(tmp_path_factory.mktemp("machine"), hall.base_url, SCREEN) as machine:
        yield Seen.of(playing, machine, hall, SCREEN)


@BOOTED
def test_every_key_with_everything_held_beside_it_leaves_the_page_as_it_is(seen: Seen) -> None:
    seen.shows(seen.hall.raise_("FIRE", "hall")["revision"])
    assert seen.left() == []
    seen.listen()
    for held in HELD:
        seen.machine.glass.do(typed(held))
        assert seen.left() == [], held
    # Each round ends in the same key: the last one has come when all of them have.
    seen.machine.glass.do(["key 23"])
    seen.machine.wait_until(
        lambda: seen.heard().count("Tab") == len(HELD) + 1, "every key has come"
    )
    assert set(seen.heard()) == HEARD | {"F24"}
    assert seen.told()["online"] and seen.told()["shown_revision"] >= seen.revision


@BOOTED
def test_without_the_keymap_the_same_keys_come_to_the_page_which_refuses_them(
    playing: Playwright, hall: Hall, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Machine(tmp_path_factory.mktemp("machine"), hall.base_url, SCREEN, keys=False) as machine:
        seen = Seen.of(playing, machine, hall, SCREEN)
        seen.shows(hall.raise_("FIRE", "hall")["revision"])
        seen.listen()
        machine.glass.do(["keydown 37", "key 57", "keyup 37"])
        machine.wait_until(lambda: "n+Control" in seen.heard(), "Ctrl+N comes to the page")
        seen.settle()
        assert seen.left() == [], "a window over the sign"


# ---- the keymap itself, of all that a kernel knows

COMPONENTS = ("rules", "model", "layout", "variant", "options")


class Names(ctypes.Structure):
    _fields_ = [(name, ctypes.c_char_p) for name in COMPONENTS]


@pytest.mark.skipif(
    ctypes.util.find_library("xkbcommon") is None, reason="libxkbcommon is not installed"
)
def test_of_all_keys_nine_mean_something_and_none_is_held() -> None:
    xkb = ctypes.CDLL(ctypes.util.find_library("xkbcommon"))
    for name in ("xkb_context_new", "xkb_keymap_new_from_names", "xkb_state_new"):
        getattr(xkb, name).restype = ctypes.c_void_p
    context = ctypes.c_void_p(xkb.xkb_context_new(1))
    for place in (SYSTEMD / "kiosk-screen-keys", "/usr/share/X11/xkb"):
        xkb.xkb_context_include_path_append(context, str(place).encode())
    keymap = ctypes.c_void_p(
        xkb.xkb_keymap_new_from_names(context, ctypes.byref(Names(rules=b"kiosk")), 0)
    )
    state = ctypes.c_void_p(xkb.xkb_state_new(keymap))
    text = ctypes.create_string_buffer(64)
    meaning: dict[str, list[int]] = {}
    for code in range(9, 768 + 8):
        xkb.xkb_state_update_key(state, code, 1)
        xkb.xkb_keysym_get_name(xkb.xkb_state_key_get_one_sym(state, code), text, 64)
        meaning.setdefault(text.value.decode(), []).append(code)
    others = meaning.pop("F24")
    assert {name: codes for name, codes in meaning.items() if name != "NoSymbol"} == {
        "Escape": [9], "Tab": [23], "Return": [36], "space": [65], "KP_Enter": [104],
        "Up": [111], "Left": [113], "Right": [114], "Down": [116],
    }  # fmt: skip
    assert "NoSymbol" not in meaning and len(others) == 767 - 9
    assert xkb.xkb_state_serialize_mods(state, 1 << 3) == 0, "with every key pressed none is held"
