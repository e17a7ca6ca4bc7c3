"""Settings of the running server, one table: CLI options, README and its test all read it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """``name`` is the option without dashes; the environment variable is ``KIOSK_`` + the name in
    capitals."""

    name: str
    default: str
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "host",
        "127.0.0.1",
        "Address or name to listen on; 0.0.0.0 serves the hall's network, :: IPv6 as well.",
    ),
    Setting("port", "8000", "Port to listen on; 0 takes a free one."),
    Setting("data", "", "Data directory: the log, people, tokens and the last good content."),
    Setting(
        "journal",
        "",
        "Directory, on another disk or in memory, for acts not yet surely in the log; empty chooses one.",
    ),
    Setting(
        "content",
        "",
        "Content directory; without it the one recorded in the data directory is used.",
    ),
    Setting(
        "simulators",
        "no",
        "yes allows lamps at sim:// addresses outside the demo; they are labelled 模拟.",
    ),
    Setting(
        "lamp_hosts",
        "",
        "Serial servers that lamps at socket:// and rfc2217:// may reach, separated by commas.",
    ),
    Setting(
        "lamp_paths",
        "/dev",
        "Directories in which lamps' serial ports, or links to them, lie, separated by commas.",
    ),
    Setting(
        "https",
        "no",
        "yes when a proxy in front speaks https: cookies are then sent over https only.",
    ),
    Setting(
        "trusted_proxies",
        "",
        "Addresses or networks of proxies in front, separated by commas; only they are believed "
        "who asks (X-Forwarded-For, -Proto, -Host, -Port).",
    ),
    Setting(
        "names",
        "",
        "Names under which this hall is opened, separated by commas; an address, a name without dots and names "
        "in .local, .lan or .internal need none. Under any other name only signed-in staff and tablets write.",
    ),
    Setting(
        "heartbeat_url",
        "",
        "Address of a watcher outside, as healthchecks gives it: told every minute that the hall lives, "
        "/fail with the reasons while something vital is wrong.",
    ),
    Setting(
        "speech",
        "",
        "Command that reads a text on standard input and writes WAV (16 bit) to standard output, {language} in it "
        "is zh, en, …; empty takes espeak-ng where it is installed, none speaks nothing.",
    ),
    Setting(
        "public_address",
        "",
        "The hall's amplifier at an audio output of the server, by address: alsa:default, pulse:NAME, "
        "pipewire:NAME, or file:PATH, which notes what would be played; empty plays nothing.",
    ),
    Setting(
        "call_ways",
        "",
        'File of the addresses that calls and notices go out to (TOML, name = "address" as Apprise writes it), '
        "readable by its owner alone; empty sends nothing outside the hall.",
    ),
    Setting(
        "accounts",
        "",
        "File (TOML) of the bureau's directory, through which people may sign in beside their PIN "
        "(kiosk/README.md), readable by its owner alone; empty asks no directory.",
    ),
    Setting(
        "cap_key",
        "",
        "PEM file with the private key and its certificate that sign what the hall tells in CAP 1.2, readable by its "
        "owner alone; empty signs nothing.",
    ),
    Setting(
        "connections",
        "4096",
        "Connections at once; a quarter is for strangers, the rest for screens, tablets and machines.",
    ),
)
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}
