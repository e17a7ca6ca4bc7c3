"""What a generated hall makes of its monitoring's reports."""

from typing import Any

from tests.halls.size import Size

OUTAGES = {"core": "SYS-CORE", "network": "SYS-NET", "etax": "ETAX-DOWN"}

SOURCE = {
    "id": "monitor",
    "status": "state",
    "firing": ["down"],
    "resolved": ["up"],
    "fingerprint": ["id"],
    "labels": {"job": "job", "severity": "severity"},
    "annotations": {"summary": "text"},
}

WAIT = {
    "id": "wait",
    "name": {"zh": "等候时间", "en": "Waiting time"},
    "unit": {"zh": "分钟", "en": "min"},
    "measure": "queue.wait_min",
    "over": 40,
}


def alerts(size: Size) -> dict[str, Any]:
    """A rule for each system of which the catalogue has an outage."""
    rules = [
        {
            "id": name,
            "matchers": [f'job="{name}"', 'severity=~"critical|page"'],
            "kind": kind,
            "target": f"system/{name}",
            "text": "{alertname} {instance} {summary}",
            "act": "raise" if name == "core" else "propose",
        }
        for name, kind in OUTAGES.items()
        if name != "etax" or size.online
    ]
    return {"stale_h": 6, "calm_min": 5, "rules": rules, "sources": [SOURCE], "thresholds": [WAIT]}
