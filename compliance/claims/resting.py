"""What a text rests on: for each claim in it, the parts of the ledger and the store's own words that back it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from compliance.claims.read_text import read_text
from compliance.claims.scan import scan
from compliance.claims.sentences import sentences_of
from compliance.claims.sources import content_of
from compliance.facts import Facts
from conversation.cart import Cart
from conversation.draft import Draft
from conversation.offer import Offer
from conversation.source import ANSWER_PLACE, FACT_PLACE, Source, SourceKind

LEAST_SHARED = 3
MOST_OF = 0.6
"""A sentence with so many telling words, this share of them the source's own, says what the source says."""
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Known:
    """What may back a claim: some facts, and the store's own words beside them."""

    facts: Facts
    sources: tuple[str, ...]

    def unbacked(self, text: str, now: datetime) -> dict[str, None]:
        """Return the claims that these do not back, in order."""
        return {claim.words.strip(): None for claim in scan(text, self.facts, now, self.sources)}


def resting_on(draft: Draft, facts: Facts, now: datetime) -> tuple[Source, ...]:
    """Return what `draft` rests on: what it names itself, and what backs its claims, each with the claims it backs.

    A source backs a claim that nothing else is needed for, and one that falls without it; the store's own words back
    the sentences that repeat them, too.
    """
    found = {(source.kind, source.ref): source for source in (*draft.rests_on, *_own(draft))}
    for source in _own(draft):
        found[source.kind, source.ref] = replace(source, backs=_echoes(draft.body, source.says))
    bare = _Known(replace(facts, cart=None, offers=(), vouched=()), ())
    made = bare.unbacked(draft.body, now)
    if not made:
        return tuple(found.values())
    whole = _Known(facts, draft.sources)
    standing = whole.unbacked(draft.body, now)
    for source, alone, without in _candidates(draft, facts, bare, whole, now):
        enough = alone.unbacked(draft.body, now)
        in_doubt = any(words in enough for words in made if words not in standing)
        needed = without.unbacked(draft.body, now) if in_doubt else {}
        backs = tuple(words for words in made if words not in standing and (words not in enough or words in needed))
        if backs:
            backs = tuple(_as_written(draft.body, words) for words in backs)
            echoed = found.get((source.kind, source.ref), source).backs
            found[source.kind, source.ref] = replace(source, backs=tuple(dict.fromkeys((*echoed, *backs))))
    return tuple(found.values())


def _echoes(text: str, says: str) -> tuple[str, ...]:
    """Return the sentences of `text` that say in the same words what `says` says."""
    theirs = _telling(says)
    return tuple(one for one in sentences_of(text) if (ours := _telling(one)) and _is_most(ours, theirs))


def _as_written(text: str, words: str) -> str:
    """Return the claim as its author wrote it; the scan reads without capitals and disguises."""
    at = text.lower().find(words)
    return text[at : at + len(words)] if at >= 0 else words


def _telling(words: str) -> set[str]:
    low = read_text(words).low
    return content_of(low) | set(_NUMBER.findall(low))


def _is_most(ours: set[str], theirs: set[str]) -> bool:
    return len(ours) >= LEAST_SHARED and len(ours & theirs) >= MOST_OF * len(ours)


def _own(draft: Draft) -> Iterator[Source]:
    """Yield the store's words that the draft was given, and the source that a person named."""
    for words in draft.sources:
        if draft.override is not None and words == draft.override.source.strip():
            yield Source(SourceKind.PERSON, draft.user_id or "", words)
        else:
            yield _document(words)


def _candidates(
    draft: Draft, facts: Facts, bare: _Known, whole: _Known, now: datetime
) -> Iterator[tuple[Source, _Known, _Known]]:
    """Yield each source with what is known by it alone, and what is known without it."""
    if facts.cart is not None:
        alone, without = replace(bare.facts, cart=facts.cart), replace(facts, cart=None)
        yield _cart(facts.cart), replace(bare, facts=alone), replace(whole, facts=without)
    for offer in facts.offers:
        if offer.is_live(now):
            others = tuple(other for other in facts.offers if other.id != offer.id)
            alone, without = replace(bare.facts, offers=(offer,)), replace(facts, offers=others)
            yield _offer(offer), replace(bare, facts=alone), replace(whole, facts=without)
    for source in _own(draft):
        words = next(words for words in draft.sources if words.endswith(source.says))
        rest = tuple(other for other in draft.sources if other != words)
        yield source, replace(bare, sources=(words,)), replace(whole, sources=rest)
    for fact in facts.vouched:
        alone = replace(bare.facts, vouched=(fact,))
        without = replace(facts, vouched=tuple(other for other in facts.vouched if other.id != fact.id))
        source = Source(SourceKind.FACT, fact.id, fact.statement)
        yield source, replace(bare, facts=alone), replace(whole, facts=without)


def _document(words: str) -> Source:
    """Read ``place: text``, as tools keep the store's own words."""
    place, _, text = words.partition(": ")
    if not text:
        return Source(SourceKind.DOCUMENT, "", words)
    for begins, kind in ((ANSWER_PLACE, SourceKind.ANSWER), (FACT_PLACE, SourceKind.FACT)):
        if place.startswith(begins):
            return Source(kind, place.removeprefix(begins), text)
    return Source(SourceKind.DOCUMENT, place, text)


def _cart(cart: Cart) -> Source:
    items = ", ".join(item.title for item in cart.items)
    return Source(SourceKind.CART, cart.id, f"{cart.total}: {items}")


def _offer(offer: Offer) -> Source:
    says = f"{offer.code}, {offer.percent}%, until {offer.expires_at:%Y-%m-%d %H:%M} UTC"
    return Source(SourceKind.OFFER, offer.id, says)
