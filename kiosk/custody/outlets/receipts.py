"""The signed link in a report upward, by which the authority says that it has it."""

from typing import Final

from itsdangerous import BadData, URLSafeSerializer

SALT: Final = "receipt"


def receipt_token(keys: list[str], report: str, outlet: str) -> str:
    return URLSafeSerializer(keys, salt=SALT).dumps([report, outlet])


def read_receipt(keys: list[str], token: str) -> tuple[str, str] | None:
    """Report and outlet; None where nobody here signed it."""
    try:
        report, outlet = URLSafeSerializer(keys, salt=SALT).loads(token)
        return str(report), str(outlet)
    except (BadData, ValueError, TypeError):
        return None
