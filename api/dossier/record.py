"""The record: a dossier and what verifying the audit log found, as JSON that a machine reads without Twolane."""

import json
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from api.dossier.gathering import Dossier
from compliance.audit import Flaw, Verification

FORMAT = "twolane-record-1"


@dataclass(frozen=True, slots=True)
class Finding:
    """What verifying the merchant's whole audit log found. `verdict` is ``sound``, ``flawed`` or ``not provable``."""

    verdict: str
    entries: int
    rows_compared: int
    rows_erased: int
    rows_older_than_the_log: int
    anchored_to_entry: int | None
    anchored_at: datetime | None
    flaw_count: int
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One file's content. Moments are UTC; `zone` is where the page shows them."""

    format: str
    made_at: datetime
    rulebook: str
    zone: str
    finding: Finding
    dossier: Dossier

    def as_json(self) -> str:
        """Return the whole record as JSON text."""
        plain = TypeAdapter(Record).dump_python(self, mode="json")
        return json.dumps(plain, ensure_ascii=False, indent=1)


def finding_of(found: Verification | None) -> Finding:
    """Say what was found; None: there is no key, so nothing can be proven."""
    if found is None:
        return Finding("not provable", 0, 0, 0, 0, None, None, 0, ())
    return Finding(
        verdict="flawed" if found.flaw_count else "sound",
        entries=found.entries,
        rows_compared=found.compared,
        rows_erased=found.erased,
        rows_older_than_the_log=found.older,
        anchored_to_entry=found.anchor.head.number if found.anchor else None,
        anchored_at=found.anchor.at if found.anchor else None,
        flaw_count=found.flaw_count,
        flaws=tuple(found.flaws),
    )
