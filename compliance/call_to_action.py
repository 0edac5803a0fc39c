"""The call to action: the words beside the box that a shopper ticks at the checkout before anybody texts them.

Sources: CTIA Short Code Monitoring Handbook v1.8 (secondary) for the program, frequency, rates, HELP, STOP and links;
Twilio error 30517 (primary) for cart reminders by name; 47 CFR 64.1200(f)(9) (primary) for "not a condition of
purchase". The box is never ticked beforehand, and the phone field never mandatory.
"""

from collections.abc import Iterator

from compliance.plain_text import plain
from compliance.wording import gsm, program
from conversation.consent import ConsentScope
from conversation.merchant import Merchant

RULE = "consent.call_to_action"


def call_to_action(merchant: Merchant) -> str:
    """Return the words for the merchant's checkout; where an address is not known yet, it stays out."""
    business = merchant.settings.business
    links = [
        f"{name}: {url}" for name, url in (("Terms", business.terms_url), ("Privacy", business.privacy_url)) if url
    ]
    signs_up_for = program(tuple(ConsentScope))
    return " ".join(
        [
            f"Text me. I agree to get {signs_up_for} from {gsm(merchant.name)} at the number given.",
            "Consent is not a condition of purchase. I will be asked to confirm by text.",
            "Msg & data rates may apply. Reply HELP for help, STOP to opt out.",
            *(f"{link}." for link in links),
        ]
    )


def lacks(wording: str, merchant: Merchant) -> Iterator[str]:
    """Say what a sign-up in these words does not tell and must."""
    words = plain(wording).casefold()
    for needed, what in _NEEDED:
        if not any(one in words for one in needed):
            yield what
    if gsm(merchant.name).casefold() not in words and merchant.name.casefold() not in words:
        yield "who texts: the brand"
    for name, url in (
        ("terms", merchant.settings.business.terms_url),
        ("privacy policy", merchant.settings.business.privacy_url),
    ):
        if not url or url.casefold() not in words:
            yield f"the address of the {name}"


_NEEDED = (
    (("cart reminder",), "that cart reminders are part of it, by name"),
    (
        ("msg per", "msgs per", "message per", "messages per", "frequency varies", "recurring"),
        "how many texts to expect",
    ),
    (("rates may apply",), "that message and data rates may apply"),
    (("stop",), "that STOP ends it"),
    (("help",), "that HELP helps"),
    (("not a condition", "not required to buy", "no purchase"), "that it is no condition of a purchase"),
)
