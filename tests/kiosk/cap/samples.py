"""Messages as authorities send them, written here from the standard and the Chinese rules alone."""

from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
SENDER, IDENTIFIER = "wmc@qinghe.example", "37021241600000_20261124093000_1"
SENT = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
"""Tuesday 09:30 in Beijing."""
HERE = "36.30,120.00 36.30,120.60 35.90,120.60 35.90,120.00 36.30,120.00"
"""Around 36.1 N, 120.3 E."""


def stamp(at: datetime) -> str:
    return at.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M:%S+08:00")


def area(name: str = "青禾县", inside: str = f"<polygon>{HERE}</polygon>") -> str:
    return f"<area><areaDesc>{name}</areaDesc>{inside}</area>"


def info(
    language: str = "zh-CN",
    event: str = "暴雨橙色预警",
    severity: str = "Severe",
    expires: datetime | None = SENT + timedelta(hours=6),
    *,
    more: str = "",
    areas: str | None = None,
) -> str:
    end = f"<expires>{stamp(expires)}</expires>" if expires else ""
    return (
        f"<info><language>{language}</language><category>Met</category><event>{event}</event>"
        f"<urgency>Expected</urgency><severity>{severity}</severity><certainty>Likely</certainty>"
        f"{end}<senderName>青禾县气象台</senderName><headline>青禾县发布{event}</headline>{more}"
        f"{area() if areas is None else areas}</info>"
    )


def cap(
    *infos: str,
    identifier: str = IDENTIFIER,
    sent: datetime = SENT,
    kind: str = "Alert",
    status: str = "Actual",
    scope: str = "Public",
    references: str = "",
    space: str = "urn:oasis:names:tc:emergency:cap:1.2",
) -> str:
    named = f"<references>{references}</references>" if references else ""
    return (
        f'<alert xmlns="{space}"><identifier>{identifier}</identifier><sender>{SENDER}</sender>'
        f"<sent>{stamp(sent)}</sent><status>{status}</status><msgType>{kind}</msgType>"
        f"<scope>{scope}</scope>{named}{''.join(infos or (info(),))}</alert>"
    )


def named(identifier: str = IDENTIFIER, sent: str = stamp(SENT)) -> str:
    """As another message refers to it."""
    return f"{SENDER},{identifier},{sent}"
