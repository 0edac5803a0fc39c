"""The shelf: everything that a merchant's AI may answer from, as it stands at one version of its knowledge."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from conversation.ids import MerchantId
from conversation.knowledge import Document, DocumentState, Guideline, VerifiedAnswer
from conversation.ledger import Reader
from conversation.merchant_fact import MerchantFact


@dataclass(frozen=True)
class Shelf:
    """Facts and answers may have expired since: ask each with the moment. Guidelines stand in the order to be said."""

    version: int = 0
    documents: tuple[Document, ...] = ()
    answers: tuple[VerifiedAnswer, ...] = ()
    facts: tuple[MerchantFact, ...] = ()
    guidelines: tuple[Guideline, ...] = ()

    @cached_property
    def digests(self) -> dict[str, str]:
        """What an index should hold: by the id of a document, an answer or a fact, the digest of what it says."""
        answers = {answer.id: answer.saved_at.isoformat() for answer in self.answers}
        facts = {fact.id: fact.said_at.isoformat() for fact in self.facts}
        return {document.id: document.digest for document in self.documents} | answers | facts

    def holds(self, name: str, digest: str, now: datetime) -> bool:
        """Tell whether what is called `name` says just this and may be answered from at `now`."""
        if self.digests.get(name) != digest:
            return False
        dated = self._dated.get(name)
        return dated is None or dated.is_live(now)

    @cached_property
    def _dated(self) -> dict[str, VerifiedAnswer | MerchantFact]:
        answers: dict[str, VerifiedAnswer | MerchantFact] = {one.id: one for one in self.answers}
        return answers | {one.id: one for one in self.facts}


EMPTY = Shelf()
"""The shelf of a merchant of whom nothing was ever written down."""


class Shelves:
    """Reads each merchant's shelf once for each version of its knowledge."""

    def __init__(self) -> None:
        self._known: dict[MerchantId, Shelf] = {}

    def of(self, books: Reader, merchant_id: MerchantId) -> Shelf:
        """Return the merchant's shelf as it now stands: one small read, as long as nothing changes."""
        version = books.knowledge_version(merchant_id)
        if version == 0:
            return EMPTY
        known = self._known.get(merchant_id)
        if known is None or known.version != version:
            known = self._known[merchant_id] = read_shelf(books, merchant_id, version)
        return known


def read_shelf(books: Reader, merchant_id: MerchantId, version: int) -> Shelf:
    """Read everything that is not over for good."""
    return Shelf(
        version=version,
        documents=books.documents(merchant_id, DocumentState.LIVE),
        answers=tuple(one for one in books.verified_answers(merchant_id) if one.removed_at is None),
        facts=tuple(one for one in books.merchant_facts(merchant_id) if one.retired_at is None),
        guidelines=by_priority(one for one in books.guidelines(merchant_id) if one.removed_at is None),
    )


def by_priority(guidelines: Iterable[Guideline]) -> tuple[Guideline, ...]:
    """Return guidelines in the order in which they are said."""
    return tuple(sorted(guidelines, key=lambda one: (-one.priority, one.id)))
