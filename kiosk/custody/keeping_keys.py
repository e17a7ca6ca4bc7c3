"""Which key a hall signs with: read from its file, moved out of an older database, made anew."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from kiosk.store import Store, StoreError
from kiosk.store.beside.keys import ALL, MARK, SECRET, Keys, marked, new_keys, read_keys, write_keys
from kiosk.wording.causes import cause


def keys_of(store: Store, clock: Callable[[], datetime]) -> Keys:
    """A hall that signs goes on, whatever of this could not be written."""
    old = store.fact(SECRET)
    mark = store.fact(MARK) or (marked(old) if old else secrets.token_hex(6))
    keys = known = read_keys(store.directory, mark)
    if keys is None:
        keys = new_keys(mark)
    if old and old not in {keys.secret, *(one.secret for one in keys.former)}:
        keys = keys.besides(old, clock(), ALL)
    if keys != known and not _written(store, keys):
        return keys
    with suppress(StoreError):
        store.put_fact(MARK, mark)
        if old:
            store.forget_fact(SECRET)
    return keys


def _written(store: Store, keys: Keys) -> bool:
    """Only then is the older copy given up."""
    try:
        write_keys(store.directory, keys)
    except OSError as error:
        store.troubles["keys"] = cause(error)
        return False
    return True
