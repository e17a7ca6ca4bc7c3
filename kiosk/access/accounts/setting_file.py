"""What a hall is told of the bureau's directory: a file of TOML that the setting ``accounts`` names.

It may hold a secret: one that others may read is not used at all, for without it everybody still has
a PIN. Read anew where it has changed.
"""

import stat
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kiosk.wording.causes import cause
from kiosk.wording.outside import toml
from signage.language.words import NO_WORDS, Message, Words

Role = Literal["guide", "supervisor", "facilities", "admin"]
Text = Annotated[str, Field(min_length=1, max_length=512)]
SHOWN: Final = 5
"""Keys that are named at most, of those that are wrong."""


class _Sort(BaseModel):
    """``authority``: a file of certificates the directory's own is checked against, in place of the
    known ones. ``roles``: what a group of the directory may be here; the first row that fits
    counts. ``takes_in``: whether whoever has such a group comes in though nobody described them."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    authority: str = ""
    person: Text
    groups: Text
    takes_in: bool = False
    roles: dict[Text, Role] = {}

    def role(self, groups: tuple[str, ...]) -> Role | None:
        """None where no group of theirs has a row."""
        theirs = {group.casefold() for group in groups}
        return next((role for name, role in self.roles.items() if name.casefold() in theirs), None)


class OpenIdSetting(_Sort):
    """``person``, ``groups``: claims of the ID token."""

    sort: Literal["oidc"]
    issuer: Annotated[str, Field(pattern=r"^https://[^\s?#]+$", max_length=512)]
    client_id: Text
    client_secret: Annotated[str, Field(pattern=r"^[\x21-\x7e]*$", max_length=512)] = ""
    scope: Text = "openid profile"
    person: Text = "preferred_username"
    groups: Text = "groups"


class LdapSetting(_Sort):
    """``person``, ``groups``: attributes of the entry. ``bind`` and ``filter`` hold ``{name}``.

    Over ``ldap://`` StartTLS comes before anything is said.
    """

    sort: Literal["ldap"]
    server: Annotated[str, Field(pattern=r"^ldaps?://[^\s/?#@]+$", max_length=512)]
    bind: Annotated[str, Field(pattern=r"\{name\}", max_length=512)]
    base: Text
    filter: Annotated[str, Field(pattern=r"^\(.*\{name\}.*\)$", max_length=512)]
    person: Text = "uid"
    groups: Text = "memberOf"


Setting = OpenIdSetting | LdapSetting
SORTS: Final = TypeAdapter[Setting](Annotated[Setting, Field(discriminator="sort")])


class SettingFile:
    """May be asked from any thread: what it answers is whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, ...] = ()
        self._read: tuple[Setting | None, Words] = None, NO_WORDS

    def look(self) -> tuple[Setting | None, Words]:
        """What is set, or what is wrong with the file."""
        try:
            found = self._path.stat()
            stamp = (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_mode)
            if stamp != self._stamp:
                self._read, self._stamp = _read(self._path, found.st_mode), stamp
        except OSError as error:
            self._read, self._stamp = (
                (None, Message("accounts.file-not-read", why=cause(error))),
                (),
            )
        return self._read


def _read(path: Path, mode: int) -> tuple[Setting | None, Words]:
    """Raises OSError."""
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return None, Message("accounts.file-open-to-others")
    try:
        return setting_of(path.read_text("utf-8-sig")), NO_WORDS
    except ValidationError as error:
        # Where, and never what: an error's own words quote the value.
        wrong = [".".join(map(str, one["loc"][1:])) or "sort" for one in error.errors()[:SHOWN]]
        return None, Message("accounts.file-wrong", keys=wrong)
    except (ValueError, RecursionError):
        return None, Message("accounts.file-not-toml")


def setting_of(text: str) -> Setting:
    """Raises ValueError, RecursionError."""
    return SORTS.validate_python(toml(text))
