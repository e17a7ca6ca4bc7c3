"""What a device without a place shows in an emergency of the hall: in generated halls of any size and
language, on any glass. Nothing on it points or says where it stands, and it is read from 3 m."""

import re
from html import unescape

import pytest

from kiosk.drawing.renderer import load_icons
from kiosk.content.reader import icons
from kiosk.engine.held_dangers import gravity
from kiosk.public.pairing import GRAVE, sign_without_place
from signage.situation.commands import Raise
from signage.shows.scenes import scenes
from tests.halls import drawn, made
from tests.halls.cases import played, seen
from tests.halls.seeds import every_hall
from tests.halls.said import raises
