"""What a campaign says to one recipient: the template with its placeholders filled."""

import re

from conversation.contact import Contact
from conversation.errors import Invalid
from conversation.merchant import Merchant

FIRST_NAME, BRAND = "first_name", "brand"
PLACEHOLDERS = (FIRST_NAME, BRAND)
NAMELESS = "there"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_placeholders(body: str) -> None:
    """Raise Invalid where `body` has a placeholder that nothing fills, or a brace that closes or opens none."""
    for found in _PLACEHOLDER.finditer(body):
        if found[1] not in PLACEHOLDERS:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise Invalid("body", f"nothing fills {found[0]}", f"use {known}, or leave it out")
    if set(_PLACEHOLDER.sub("", body)) & {"{", "}"}:
        raise Invalid("body", "a brace stands alone", "write placeholders as {first_name}")


def words_for(body: str, contact: Contact, merchant: Merchant) -> str:
    """Return `body` as `contact` gets it; who has no name is greeted without one."""
    values = {FIRST_NAME: contact.first_name or NAMELESS, BRAND: merchant.name}
    return _PLACEHOLDER.sub(lambda found: values[found[1]], body)
