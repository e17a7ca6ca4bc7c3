"""Words as the content of a hall has them."""


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}
