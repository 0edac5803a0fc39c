"""The framework's words: what a purpose needs around a composed text, and the fixed texts that nobody composes.

All of them keep to GSM-7 characters, so that they stay cheap and readable on any phone.
"""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from compliance.claims import mentions_offer
from compliance.facts import Facts
from compliance.plain_text import MOST_TEXTS, plain, without_accents
from compliance.whereabouts import whereabouts_of
from conversation.consent import ConsentScope
from conversation.draft import Draft
from conversation.merchant import BusinessHours, Merchant
from conversation.message import Author, Body, Purpose
from conversation.offer import LIVE_OFFER_STATES

HOW_TO_STOP = "Reply STOP to opt out."
PRICE_NOTICE = "THIS PRICE WAS SET BY AN ALGORITHM USING YOUR PERSONAL DATA."
"""The sentence of N.Y. GBL 349-a (secondary), word for word."""

_IDENTIFIED = frozenset(
    {
        Purpose.REMINDER,
        Purpose.CAMPAIGN,
        Purpose.NOTIFICATION,
        Purpose.REQUESTED_FOLLOWUP,
        Purpose.OPT_IN_CONFIRMATION,
    }
)
"""Purposes that name the brand and how to stop, whoever wrote the text: those that identification binds."""
_STOP = re.compile(
    r"\b(?:reply|text|send|answer|responde|env[ií]a)\s+[\"']?stop\b|\bstop\s+(?:to|2)\s+(?:opt|end|unsub|quit|cancel)"
    r"|\bto (?:opt out|unsubscribe|stop)[^.!?]{0,20}\bstop\b",
    re.IGNORECASE,
)
_LINKS = re.compile(r"://|\w\.\w{2,}/")
_AUTOMATED = re.compile(
    r"\b(?:automated|virtual|ai|digital)\s+(?:\w+\s+)?(?:assistant|agent|helper|system)\b|\ban? (?:ai|bot|chatbot)\b"
    r"|\bnot a (?:person|human)\b",
    re.IGNORECASE,
)


def complete(draft: Draft, purpose: Purpose, facts: Facts) -> Body:
    """Return the draft's words with what `purpose` needs around them; what the author wrote already is not repeated.

    The AI's first text in its seat, and its first after seven idle days, says that it is automated (NJ 56:18-2: at
    the outset; CA B&P 17941; UT 13-77-103; primary). A person's first text in their takeover says who they are.
    Proactive texts name the brand and how to stop (47 CFR 64.1200(d)(4); memory). A personal price is followed by the
    notice that New York wants.
    """
    composed = draft.body.strip()
    before = _introduction(draft.author, composed, purpose, facts)
    asks_stop = purpose in _IDENTIFIED and not says_how_to_stop(composed)
    notice = PRICE_NOTICE if owes_price_notice(composed, facts) and PRICE_NOTICE not in composed else ""
    return Body(composed, before, f"{notice} {HOW_TO_STOP}".strip() if asks_stop else notice)


def owes_price_notice(composed: str, facts: Facts) -> bool:
    """Tell whether a text offers what may be a personal price to a shopper who may be in New York."""
    offers = [offer for offer in facts.offers if offer.state in LIVE_OFFER_STATES]
    if not offers or not facts.merchant.settings.personal_offers or not whereabouts_of(facts.contact).may_be_in("NY"):
        return False
    return any(offer.code in composed for offer in offers) or mentions_offer(composed)


def names_brand(text: str, merchant: Merchant) -> bool:
    """Tell whether `text` has the brand's name as a word, and not only in a link."""
    return _names(text, merchant.name)


@lru_cache(maxsize=MOST_TEXTS)
def _names(text: str, brand: str) -> bool:
    name = re.escape(" ".join(_bare(brand).split()))
    said = " ".join(word for word in text.split() if not _LINKS.search(word))
    return bool(name) and re.search(rf"(?<!\w){name}(?!\w)", _bare(said)) is not None


@lru_cache(maxsize=MOST_TEXTS)
def says_how_to_stop(text: str) -> bool:
    """Tell whether `text` says that STOP ends the texts."""
    return _STOP.search(text) is not None


def _introduction(author: Author, composed: str, purpose: Purpose, facts: Facts) -> str:
    brand, has_brand = gsm(facts.merchant.name), names_brand(composed, facts.merchant)
    if author is Author.AI and facts.ai_spoke_at is None and not (has_brand and _AUTOMATED.search(composed)):
        return f"{brand}'s automated assistant here:"
    if author is Author.HUMAN and facts.human_spoke_at is None and facts.user is not None:
        name = gsm(facts.user.name)
        return "" if _introduces(composed, name) and has_brand else f"{name} here, a person at {brand}:"
    return f"{brand}:" if _needs_brand(purpose, facts) and not has_brand else ""


def _introduces(composed: str, name: str) -> bool:
    name = re.escape(_bare(name))
    return re.search(rf"\b(?:{name} here|(?:this is|i'?m|i am|it'?s|my name is) {name})\b", _bare(composed)) is not None


def _needs_brand(purpose: Purpose, facts: Facts) -> bool:
    """Proactive texts name the brand; a reply does after 30 silent days, which is also so on a number new to them."""
    return purpose in _IDENTIFIED or (purpose is Purpose.REPLY and facts.last_spoke_at is None)


def _bare(text: str) -> str:
    return without_accents(plain(text)).casefold()


def gsm(text: str) -> str:
    """Return a name with typographic marks made plain and letters outside GSM-7's common ground without accents."""
    return without_accents(plain(text)).encode("ascii", "ignore").decode() or plain(text)


def opt_out_confirmation(merchant: Merchant) -> str:
    """The one text after an opt-out: no question, no offer (47 CFR 64.1200(a)(12); primary)."""
    return f"{gsm(merchant.name)}: You have opted out and will get no more texts from us. Reply START to opt back in."


def help_answer(merchant: Merchant) -> str:
    """The answer to HELP: the brand, a contact, how to stop (CTIA Short Code Handbook v1.8; secondary)."""
    return (
        f"{gsm(merchant.name)}: automated texts about your cart and orders. For help contact {gsm(merchant.support)}. "
        "Msg frequency varies. Msg & data rates may apply. Reply STOP to opt out."
    )


def start_confirmation(merchant: Merchant) -> str:
    """The one confirmation after START. Lifting an opt-out gives no consent back, and the text says so."""
    return (
        f"{gsm(merchant.name)}: You can text with us again. We send reminders only if you opt in at the store again. "
        "Msg & data rates may apply. Reply HELP for help, STOP to opt out."
    )


def identity_answer(merchant: Merchant) -> str:
    """The true answer to "are you a bot" (UT 13-77-103, ME 10 M.R.S. 1500-DD; primary and secondary)."""
    brand = gsm(merchant.name)
    return (
        f"This is {brand}'s automated assistant, not a person, texting about your cart or order at {brand}. "
        "Reply AGENT for a person, STOP to opt out."
    )


def safety_text(merchant: Merchant) -> str:
    """The one text to somebody who may be in danger. 988 takes calls and texts in the US since 2022 (memory)."""
    return (
        f"{gsm(merchant.name)}: This number cannot give you the help you deserve. If you are in danger, call 911. "
        "In the US you can call or text 988 at any time to reach the Suicide & Crisis Lifeline. You are not alone."
    )


def opt_in_prompt(merchant: Merchant, scopes: Collection[ConsentScope] = tuple(ConsentScope)) -> str:
    """The double opt-in: names what `scopes` hold, cart reminders in these words, and asks for YES.

    Source: Twilio error 30517 (primary), CTIA handbook for frequency, rates, HELP and STOP (secondary).
    """
    return (
        f"{gsm(merchant.name)}: Reply YES to get {program(scopes)}. "
        "Consent is not a condition of purchase. Msg & data rates may apply. Reply HELP for help, STOP to opt out."
    )


def opt_in_welcome(merchant: Merchant, scopes: Collection[ConsentScope] = tuple(ConsentScope)) -> str:
    """The confirmation of the opt-in: brand, program, frequency, HELP and STOP (CTIA handbook; secondary)."""
    return (
        f"{gsm(merchant.name)}: You will get {program(scopes)}. "
        "Msg & data rates may apply. Reply HELP for help, STOP to opt out."
    )


def program(scopes: Collection[ConsentScope]) -> str:
    """What `scopes` sign up for, in the words of every prompt and sign-up."""
    reminders = "shopping cart reminders by text, 1 msg per cart you leave"
    if ConsentScope.MARKETING not in scopes:
        return f"automated {reminders}"
    if ConsentScope.CART_REMINDERS not in scopes:
        return "recurring automated marketing texts, msg frequency varies"
    return f"recurring automated marketing texts (msg frequency varies) and {reminders}"


def holding_text(merchant: Merchant, now: datetime) -> str:
    """The one text while a person is waited for; it names a time only where business hours are configured."""
    brand, hours = gsm(merchant.name), merchant.settings.business_hours
    if hours is None:
        return f"Thanks for your text. We have asked a person at {brand} to read this; they will reply here."
    opening = _next_opening(hours, now.astimezone(ZoneInfo(merchant.timezone)))
    if opening is None:
        return f"Thanks for your text. We have asked a person at {brand}; they will reply here as soon as they can."
    when = f"{opening:%A} {opening.strftime('%I:%M %p').lstrip('0')} {opening:%Z}"
    return f"Thanks for your text. Our team at {brand} is back {when}. A person will read this and reply here."


def _next_opening(hours: BusinessHours, local: datetime) -> datetime | None:
    """Return when people answer again; None while they do, or where no day is configured."""
    opens, closes = (datetime.strptime(at, "%H:%M").time() for at in (hours.opens, hours.closes))  # noqa: DTZ007
    if local.weekday() in hours.days and opens <= local.time() < closes:
        return None
    for days in range(8):
        opening = datetime.combine(local.date() + timedelta(days=days), opens, tzinfo=local.tzinfo)
        if opening.weekday() in hours.days and opening > local:
            return opening
    return None
