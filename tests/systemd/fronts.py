"""nginx and Caddy in front of a hall, with the files a technician installs but for addresses, ports
and paths."""

import os
import pwd
import secrets
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from kiosk.custody.certificates import issue
from kiosk.custody.certificates.names import permitted
from kiosk.store.beside.certificates import SERVER, write_pem

ROOM = Path(__file__).resolve().parents[2] / "systemd"
PATIENCE_S = 20.0
NAME = "hall.example.lan"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"
# As Debian's own nginx.conf around a site, but for what a test must have elsewhere.
AROUND_NGINX = """
daemon off; user {user}; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 768; }}
http {{
    sendfile on; tcp_nopush on; types_hash_max_size 2048; default_type application/octet-stream; gzip on;
    ssl_protocols TLSv1.2 TLSv1.3; access_log {folder}/access.log;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/site;
}}
"""
AROUND_CADDY = """{{
	admin off
	http_port {http}
	https_port {https}
	skip_install_trust
}}
import {folder}/site
"""


def missing(program: str) -> bool:
    return shutil.which(program, path=PATH) is None


def settings() -> Mapping[str, str]:
    """The environment that the shipped drop-in gives the server."""
    lines = (ROOM / "kiosk-proxy.conf").read_text("utf-8").splitlines()
    given = " ".join(line.partition("=")[2] for line in lines if line.startswith("Environment="))
    return dict(pair.split("=", 1) for pair in given.split())


def _free_ports() -> tuple[int, int]:
    """Below those that the kernel hands out: one of these may be another test's before the proxy
    listens on it."""
    with ExitStack() as stack:
        found: list[int] = []
        while len(found) < 2:
            port = 20_000 + secrets.randbelow(12_000)
            try:
                stack.enter_context(socket.create_server(("127.0.0.1", port)))
            except OSError:
                continue
            found.append(port)
        return found[0], found[1]


def _replaced(text: str, changes: Mapping[str, str]) -> str:
    for was, now in changes.items():
        assert was in text, f"the shipped file says no more {was}"
        text = text.replace(was, now)
    return text


@cache
def authority() -> issue.Authority:
    """Of the halls that stand behind these proxies."""
    return issue.new_authority(permitted([], []), datetime.now(UTC))


def trusting() -> ssl.SSLContext:
    """Of who was told of it, and believes nobody else."""
    return ssl.create_default_context(cadata=authority().pem)


def _certificate(folder: Path) -> None:
    """As kiosk-certificate.service brings it."""
    write_pem(folder, SERVER, issue.new_server(authority(), (), datetime.now(UTC)))


def _nginx(folder: Path, hall: int, http: int, https: int) -> list[str]:
    _certificate(folder)
    changes = {
        "listen 80;": f"listen 127.0.0.1:{http};", "listen [::]:80;": "", "listen 443 ": f"listen 127.0.0.1:{https} ",
        "listen [::]:443 ssl;": "", NAME: "127.0.0.1", "/etc/ssl/kiosk": str(folder), ":8000;": f":{hall};",
        "https://$host$": f"https://$host:{https}$",
    }  # fmt: skip
    (folder / "site").write_text(
        _replaced((ROOM / "kiosk.nginx").read_text("utf-8"), changes), "utf-8"
    )
    (folder / "nginx.conf").write_text(
        AROUND_NGINX.format(folder=folder, user=pwd.getpwuid(os.getuid()).pw_name), "utf-8"
    )
    return [
        "nginx",
        "-e",
        str(folder / "error.log"),
        "-p",
        str(folder),
        "-c",
        str(folder / "nginx.conf"),
    ]


def _of_its_own(*lines: str) -> Callable[[Path, int, int, int], list[str]]:
    """nginx as people write it by heart, on a port of its own."""

    def started(folder: Path, hall: int, http: int, https: int) -> list[str]:
        command = _nginx(folder, hall, http, https)
        about = f"listen 127.0.0.1:{https} ssl; ssl_certificate {folder}/{SERVER}; "
        about += f"ssl_certificate_key {folder}/{SERVER};"
        passed = " ".join((f"proxy_pass http://127.0.0.1:{hall};", *lines))
        (folder / "site").write_text(f"server {{ {about} location / {{ {passed} }} }}", "utf-8")
        return command

    return started


def _caddy(folder: Path, hall: int, http: int, https: int) -> list[str]:
    _certificate(folder)
    changes = {
        NAME: "127.0.0.1",
        "/etc/ssl/kiosk": str(folder),
        "127.0.0.1:8000": f"127.0.0.1:{hall}",
    }
    changes["https://{host}{uri}"] = f"https://{{host}}:{https}{{uri}}"
    (folder / "site").write_text(
        _replaced((ROOM / "kiosk.caddy").read_text("utf-8"), changes), "utf-8"
    )
    (folder / "Caddyfile").write_text(
        AROUND_CADDY.format(folder=folder, http=http, https=https), "utf-8"
    )
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


Starts = Callable[[Path, int, int, int], list[str]]
FRONTS: Mapping[str, Starts] = {"nginx": _nginx, "caddy": _caddy}
"""The shipped files."""
BY_HEART: Mapping[str, Starts] = {
    "nothing but proxy_pass": _of_its_own(),
    "Host $host": _of_its_own("proxy_set_header Host $host;"),
}


@contextmanager
def front(starts: Starts, folder: Path, hall: str) -> Iterator[tuple[str, str]]:
    """The addresses of http and https under which it serves the hall at ``hall``."""
    folder.mkdir(parents=True, exist_ok=True)
    http, https = _free_ports()
    command = starts(folder, int(hall.rsplit(":", 1)[1]), http, https)
    environment = {
        "PATH": PATH,
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environment, cwd=folder)
    try:
        _wait(process, https, folder)
        yield f"http://127.0.0.1:{http}", f"https://127.0.0.1:{https}"
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _wait(process: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
    """Until it speaks https, with the hall's certificate."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert process.poll() is None, (folder / "said").read_text("utf-8")
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as line:
                trusting().wrap_socket(line, server_hostname="127.0.0.1").close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError((folder / "said").read_text("utf-8"))
