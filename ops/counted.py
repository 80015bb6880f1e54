"""How many of something, in words."""


def counted(number: int, one: str, many: str = "") -> str:
    """The number and its noun: `1 stamp`, `2 stamps`; `many` is the plural where an `s` at the end does not make it."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
