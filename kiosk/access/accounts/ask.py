"""The process that asks a directory: ``python -m kiosk.access.accounts.ask SECONDS``.

One question as JSON on its standard input, one answer on its standard output. It ends itself after
so many seconds, whatever hangs (a name server too), and takes no more memory than it needs. What a library
has to say goes to nobody: it may hold a secret.
"""

import json
import logging
import os
import resource
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from kiosk.access.accounts.directory import Directory, Unanswered
from kiosk.access.accounts.setting_file import SORTS, OpenIdSetting, Setting

MEMORY: Final = 1 << 30
"""Bytes of addresses: an answer without end does not fill the machine."""
NICE: Final = 5
FIRST_TO_GO: Final = "900"


def directory_of(setting: Setting) -> Directory:
    if isinstance(setting, OpenIdSetting):
        from kiosk.access.accounts.open_id import OpenId

        return OpenId(setting)
    from kiosk.access.accounts.ldap import Ldap

    return Ldap(setting)


def answered(question: Mapping[str, Any]) -> dict[str, Any]:
    """``question``: setting, wants (lead or account) and what it is asked with."""
    try:
        directory = directory_of(SORTS.validate_python(question["setting"]))
        if question["wants"] == "lead":
            return {"address": directory.lead(question["with"])}
        account = directory.account(question["with"])
    except Unanswered as error:
        return {"why": error.why, "detail": error.detail}
    return {"name": account.name, "groups": account.groups}


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.alarm(int(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with suppress(OSError):
        os.nice(NICE)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO, "ascii")
    logging.lastResort = None
    said = answered(json.loads(sys.stdin.buffer.read()))
    sys.stdout.write(json.dumps(said))
    sys.stdout.flush()
    # Whatever thread a library left behind is no reason to stay.
    os._exit(0)


if __name__ == "__main__":
    main()
