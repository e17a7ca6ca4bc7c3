"""What probes look at: real servers of a test, which answer as they are told or not at all."""

import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

Answer = Callable[[BaseHTTPRequestHandler], None]


class Website:
    """Answers every path with ``status`` and ``page``, or by ``answers``."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.status, self.page = 200, "电子税务局 登录".encode()
        self.answers: Answer | None = None
        self.over = threading.Event()
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                (site.answers or site.plain)(self)

            def log_message(self, format: str, *args: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme = "https" if certificate is not None else "http"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def plain(self, asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(self.status)
        asked.send_header("Location", f"{self.url}elsewhere")
        asked.send_header("Content-Length", str(len(self.page)))
        asked.end_headers()
        asked.wfile.write(self.page)

    def hang(self, _: BaseHTTPRequestHandler) -> None:
        self.over.wait(30)

    def drip(self, asked: BaseHTTPRequestHandler) -> None:
        """A letter now and then, so that no single one is late."""
        asked.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
        while not self.over.wait(0.05):
            asked.wfile.write(b"x")

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def website(certificate: Path | None = None) -> Iterator[Website]:
    site = Website(certificate)
    yield site
    site.close()


@contextmanager
def tunnel() -> Iterator[tuple[str, list[str]]]:
    """A proxy that knows CONNECT alone: its address, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            asked.append(self.path)
            host, _, port = self.path.rpartition(":")
            with socket.create_connection((host, int(port)), 5) as there:
                self.send_response(200)
                self.end_headers()
                ends = {self.connection: there, there: self.connection}
                while ready := select.select([*ends], [], [], 5)[0]:
                    for one in ready:
                        said = one.recv(65536)
                        if not said:
                            return
                        ends[one].sendall(said)

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def certificate(folder: Path, days: float) -> Path:
    """For 127.0.0.1, signed by itself, which ends in so many days, or ended so long ago."""
    now, key = datetime.now(UTC), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "etax")])
    host = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=400)).not_valid_after(now + timedelta(days=days))
        .add_extension(host, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / f"etax-{days:g}.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return file


@contextmanager
def name_server(rcode: int = 0, address: str | None = "10.1.2.3") -> Iterator[str]:
    """A name server on UDP, of RFC 1035 alone: one A record for whatever is asked, or none; where
    it listens."""
    over = threading.Event()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(0.05)

        def serve() -> None:
            while not over.is_set():
                try:
                    asked, whence = line.recvfrom(512)
                except TimeoutError:
                    continue
                end = asked.index(b"\0", 12) + 5
                record = b""
                if address is not None:
                    record = bytes.fromhex("c00c 0001 0001 0000003c 0004") + socket.inet_aton(
                        address
                    )
                head = asked[:2] + bytes([0x81, 0x80 | rcode]) + b"\0\1" + bytes([0, bool(record)])
                # Somebody else's answer first: whoever takes it has not looked at its number.
                line.sendto(b"\xff\xff" + head[2:] + b"\0\0\0\0" + asked[12:end] + record, whence)
                line.sendto(head + b"\0\0\0\0" + asked[12:end] + record, whence)

        server = threading.Thread(target=serve, daemon=True)
        server.start()
        yield f"127.0.0.1:{line.getsockname()[1]}"
        over.set()
        server.join()
