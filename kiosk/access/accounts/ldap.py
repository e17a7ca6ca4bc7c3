"""LDAP (RFC 4511): the person's own name and password are tried, and what the directory then says of
that person is read. Nothing is said before TLS, and no referral is followed: it would hand the
password on.
"""

import ssl
from collections.abc import Mapping
from typing import Final

from ldap3 import AUTO_BIND_NONE, NONE, SUBTREE, Connection, Server, Tls
from ldap3.core.exceptions import (
    LDAPCommunicationError,
    LDAPException,
    LDAPInvalidCredentialsResult,
    LDAPInvalidDNSyntaxResult,
    LDAPOperationResult,
)
from ldap3.utils.conv import escape_filter_chars
from ldap3.utils.dn import escape_rdn

from kiosk.access.accounts.directory import PATIENCE_S, Account, Unanswered, names_in
from kiosk.access.accounts.setting_file import LdapSetting

TWO: Final = 2
"""As many entries are asked for: one is meant."""
PLACE: Final = "{name}"


class Ldap:
    def __init__(self, setting: LdapSetting) -> None:
        self._setting = setting

    def lead(self, asked: Mapping[str, str]) -> str:
        del asked
        return ""

    def account(self, shown: Mapping[str, str]) -> Account:
        """``shown``: name, password."""
        name, password = shown["name"], shown["password"]
        if not name or not password:
            # A bind without a password is nobody's, and succeeds (RFC 4513 §5.1.2).
            raise Unanswered("password")
        try:
            with self._connection(name, password) as connection:
                return self._entry(connection, name)
        except (LDAPInvalidCredentialsResult, LDAPInvalidDNSyntaxResult) as error:
            raise Unanswered("password") from error
        except LDAPCommunicationError as error:
            raise Unanswered("unreachable", type(error).__name__) from error
        except (LDAPException, LDAPOperationResult, ssl.SSLError, OSError) as error:
            raise Unanswered("answer", type(error).__name__) from error

    def _connection(self, name: str, password: str) -> Connection:
        setting = self._setting
        tls = Tls(
            validate=ssl.CERT_REQUIRED, version=ssl.PROTOCOL_TLS_CLIENT,
            ca_certs_file=setting.authority or None,
        )  # fmt: skip
        server = Server(
            setting.server, tls=tls, get_info=NONE, connect_timeout=PATIENCE_S
        )  # fmt: skip
        made = Connection(
            server, setting.bind.replace(PLACE, _written(setting.bind, name)), password,
            auto_bind=AUTO_BIND_NONE, auto_referrals=False, raise_exceptions=True, read_only=True,
            receive_timeout=int(PATIENCE_S),
        )  # fmt: skip
        if setting.server.startswith("ldap://"):
            made.open(read_server_info=False)
            made.start_tls(read_server_info=False)
        made.bind(read_server_info=False)
        return made

    def _entry(self, connection: Connection, name: str) -> Account:
        setting = self._setting
        connection.search(
            setting.base, setting.filter.replace(PLACE, escape_filter_chars(name)), SUBTREE,
            attributes=[setting.person, setting.groups], size_limit=TWO,
        )  # fmt: skip
        found = [one for one in connection.response or () if one["type"] == "searchResEntry"]
        if len(found) != 1:
            raise Unanswered("answer", f"{len(found)} entries")
        said = {kind.casefold(): value for kind, value in found[0]["attributes"].items()}
        names = names_in(said.get(setting.person.casefold()))
        if len(names) != 1:
            raise Unanswered("answer", f"{len(names)} {setting.person}")
        return Account(names[0], names_in(said.get(setting.groups.casefold())))


def _written(bind: str, name: str) -> str:
    """As a part of a DN, or as it is in a name such as ``{name}@bureau``."""
    return str(escape_rdn(name)) if "=" in bind else name
