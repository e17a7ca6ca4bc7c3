"""A cable between a page and its hall that can be damaged in ways a network really is."""

import socket
import threading
from urllib.parse import urlsplit

SCENES = b"event: scene", b"event: held"


class Wire:
    """Forwards a port of its own to the hall's. Streams can go silent while they stay open, or lose
    their pushes."""

    def __init__(self, base_url: str) -> None:
        self._far = urlsplit(base_url).hostname or "", urlsplit(base_url).port or 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._lock = threading.Lock()
        self._ends: list[socket.socket] = [self._listener]
        self._silent: set[socket.socket] = set()
        self._loses_pushes = False
        self.told: list[bytes] = []
        """The scenes pushed on running streams, an event each."""
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def silence(self) -> None:
        """Nothing comes back any more on what is connected now; no end notices, as when a switch
        dies."""
        with self._lock:
            self._silent.update(self._ends)

    def lose_pushes(self) -> None:
        """Scenes pushed on a running stream vanish, heartbeats arrive; what a new stream begins
        with arrives too."""
        self._loses_pushes = True

    def close(self) -> None:
        with self._lock:
            ends, threads = list(self._ends), list(self._threads)
        for end in ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        for thread in threads:
            thread.join(5)
        for end in ends:
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection(self._far)
            except OSError:
                return
            pair = [
                threading.Thread(target=self._carry, args=ends)
                for ends in ((near, far), (far, near))
            ]
            with self._lock:
                self._ends += [near, far]
                self._threads += pair
            for thread in pair:
                thread.start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        begun, rest = False, b""
        try:
            while data := source.recv(1 << 20):
                lost = begun and self._loses_pushes and any(name in data for name in SCENES)
                # What one reading brings may be half an event, or several.
                *events, rest = (rest + data).split(b"\n\n")
                scenes = [one for one in events if any(name in one for name in SCENES)]
                self.told += scenes if begun else scenes[1:]
                begun = begun or bool(scenes)
                if source not in self._silent and not lost:
                    target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return
