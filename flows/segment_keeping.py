"""Keeping segments under a name, to be picked again. Each change is an act in the log."""

from dataclasses import dataclass, replace
from datetime import datetime

from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.errors import Conflict, Invalid, Unknown
from conversation.ids import MerchantId, new_id
from conversation.ledger import Books, Reader
from conversation.segment import Segment
from flows.segment import read_rules, rules_text

LONGEST_NAME = 60
MOST_SEGMENTS = 200


@dataclass(frozen=True, slots=True)
class SegmentDesk:
    """One merchant's kept segments, in one transaction. Whether somebody may is the edge's to say."""

    books: Books
    merchant_id: MerchantId
    doer: Doer
    now: datetime

    def keep(self, name: str, rules: str) -> Segment:
        """Keep the rules under the name, in the place of what it meant before. Raises Invalid, which says where."""
        known = self.books.segments(self.merchant_id)
        same = next((one for one in known if one.name.casefold() == _named(name).casefold()), None)
        if same is None and len(known) >= MOST_SEGMENTS:
            raise Invalid("name", f"there are {MOST_SEGMENTS} segments already", "forget some")
        segment_id = same.id if same else new_id("seg", self.now)
        return self._save(Segment(segment_id, self.merchant_id, "", "", self.doer.actor, self.now), name, rules)

    def change(self, segment_id: str, name: str, rules: str) -> Segment:
        """Give a segment another name, or other rules. Raises Invalid, Unknown, and Conflict for another's name."""
        segment = segment_in(self.books, self.merchant_id, segment_id)
        others = [one for one in self.books.segments(self.merchant_id) if one.id != segment_id]
        if any(one.name.casefold() == _named(name).casefold() for one in others):
            raise Conflict(f"there is a segment {_named(name)!r} already; choose another name")
        return self._save(segment, name, rules)

    def forget(self, segment_id: str) -> None:
        """Let the name go. Campaigns keep the rules that they took over. Raises Unknown."""
        segment = segment_in(self.books, self.merchant_id, segment_id)
        self.books.drop_segment(self.merchant_id, segment_id)
        self._note(segment, "forgotten")

    def _save(self, segment: Segment, name: str, rules: str) -> Segment:
        written = rules_text(read_rules(rules))
        kept = replace(segment, name=_named(name), rules=written, made_by=self.doer.actor, updated_at=self.now)
        self.books.save_segment(kept)
        self._note(kept, "kept")
        return kept

    def _note(self, segment: Segment, done: str) -> None:
        told = {"name": segment.name, "done": done}
        record_act(self.books, self.doer, ActKind.SEGMENT_CHANGED, segment.id, (self.merchant_id,), self.now, **told)


def segment_in(books: Reader, merchant_id: MerchantId, segment_id: str) -> Segment:
    """Return a kept segment. Raises Unknown."""
    segment = books.segment(merchant_id, segment_id)
    if segment is None:
        raise Unknown("segment", segment_id)
    return segment


def name_of(books: Reader, merchant_id: MerchantId, rules: str) -> str:
    """Return the name under which these rules, as they are stored, are kept; empty where they are not."""
    return next((one.name for one in books.segments(merchant_id) if one.rules == rules), "")


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid("name", f"it has {len(name)} characters", f"give the segment 1 to {LONGEST_NAME}")
    return name
