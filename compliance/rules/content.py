"""Rules about the words: who speaks, how to stop, and what they claim."""

from collections.abc import Iterable

from compliance.claims import Claim, claims_to_be_person, read_text
from compliance.rule import Rule
from compliance.rules.finding import Case, Finding, No
from compliance.wording import PRICE_NOTICE, names_brand, owes_price_notice, says_how_to_stop
from compliance.zones import country_of
from conversation.message import Author


def size(case: Case, rule: Rule) -> Finding:
    """No longer than the carrier takes."""
    length = len(case.text)
    return (
        No(f"it has {length} characters; the most is {rule.number('most')}") if length > rule.number("most") else None
    )


def brand_and_stop(case: Case, rule: Rule) -> Finding:
    """A proactive text says who texts and how to stop."""
    if not names_brand(case.text, case.facts.merchant):
        return No("it does not name the brand")
    if not says_how_to_stop(case.text):
        return No("it does not say how to stop")
    return None


def price_notice(case: Case, rule: Rule) -> Finding:
    """With an offer that may rest on the data of a shopper who may be in New York stands the statute's sentence."""
    if PRICE_NOTICE in case.text or not owes_price_notice(case.body.composed, case.facts):
        return None
    return No(
        "it makes an offer to somebody who may be in New York, without the notice about prices set by an algorithm"
    )


def no_human_claim(case: Case, rule: Rule) -> Finding:
    """What no person wrote does not claim to be a person's. Announcements of a person are for people."""
    if case.author is Author.HUMAN:
        return None
    words = claims_to_be_person(read_text(case.body.composed), case.facts.merchant.name)
    return No(f"an automated text claims to be a person: {words!r}") if words else None


def pictures_arrive(case: Case, rule: Rule) -> Finding:
    """Pictures travel as MMS, which few countries' networks take from abroad, and so many with one text."""
    if not case.pictures:
        return None
    phone = case.facts.contact.phone
    country = country_of(phone) or ("US" if phone.startswith("+1") else None)
    if country not in rule.words["countries"]:
        return No(f"pictures arrive in {', '.join(rule.words['countries'])} only; send the text without")
    most = rule.number("most")
    return No(f"it has {case.pictures} pictures; the most is {most}") if case.pictures > most else None


def no_shared_shortener(case: Case, rule: Rule) -> Finding:
    """Nobody can tell where a link on a domain that everybody shares leads, so carriers filter it."""
    hosts = frozenset(rule.words["hosts"])
    for link in read_text(case.body.composed).links:
        if link.host in hosts:
            return No(f"{link.words} goes through {link.host}, which many share; link to the shop's own domain")
    return None


def hard_claims(case: Case, rule: Rule) -> Finding:
    """No code, no discount above the ceiling and no link that the server did not grant."""
    return _first(claim for claim in case.claims if claim.is_hard)


def unbacked_claims(case: Case, rule: Rule) -> Finding:
    """Nothing that neither the ledger nor the named sources back, unless a person checked it."""
    if case.confirmed:
        return None
    return _first(claim for claim in case.claims if not claim.is_hard)


def _first(claims: Iterable[Claim]) -> Finding:
    claim = next(iter(claims), None)
    return No(f"nothing backs the {claim.kind.value} {claim.words!r}") if claim else None
