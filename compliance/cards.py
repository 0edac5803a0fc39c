"""Payment card numbers in texts: found by the Luhn check (ISO/IEC 7812-1), so that none is sent or kept."""

import re

_DIGITS = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d])")


def has_card_number(text: str) -> bool:
    """Tell whether `text` contains 13 to 19 digits, maybe spaced, that pass the Luhn check."""
    return any(_passes_luhn(found.group()) for found in _DIGITS.finditer(text))


def _passes_luhn(digits: str) -> bool:
    values = [int(character) for character in reversed(digits) if character.isdigit()]
    doubled = [sum(divmod(2 * value, 10)) for value in values[1::2]]
    return (sum(values[::2]) + sum(doubled)) % 10 == 0
