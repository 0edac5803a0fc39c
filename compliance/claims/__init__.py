"""Claims: what a text promises, and whether anything backs it. An outbound scan for every seat."""

from compliance.claims.claim import Claim, ClaimKind
from compliance.claims.links import Link, with_swapped_links
from compliance.claims.payments import asks_for_payment
from compliance.claims.persons import claims_to_be_person
from compliance.claims.read_text import read_text
from compliance.claims.scan import mentions_offer, scan, sells, volunteers_offer
from compliance.claims.sentences import sentences_with

__all__ = (
    "Claim",
    "ClaimKind",
    "Link",
    "asks_for_payment",
    "claims_to_be_person",
    "mentions_offer",
    "read_text",
    "scan",
    "sells",
    "sentences_with",
    "volunteers_offer",
    "with_swapped_links",
)
