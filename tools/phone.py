"""Phone numbers as shoppers type them."""

import phonenumbers


def to_e164(number: str | None, country: str | None) -> str | None:
    """Return `number` in E.164, read as dialled in `country` (the US where unknown). None if it cannot exist."""
    if not number:
        return None
    try:
        parsed = phonenumbers.parse(number, country or "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
