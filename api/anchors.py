"""Anchors: the heads of the chains, signed and kept outside the database, so that a tail cut off it is missed."""

import asyncio
import hmac
import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from api.enduring import Loops
from compliance.audit import Anchor
from conversation.audit import AuditKeys, Head
from conversation.clock import Clock
from conversation.errors import Invalid
from conversation.ids import MerchantId
from conversation.ledger import Ledger, Reader

logger = logging.getLogger(__name__)

FILE = "audit-anchors.json"
EVERY_SECONDS = 10.0
"""So much of a tail may be unanchored; `verify` says how much is."""


class AnchorsForged(Invalid):
    """The file's signature does not fit what it says."""


@dataclass(frozen=True, slots=True)
class AnchorFile:
    """One file for all chains of a ledger. Keep it, or a copy, where who may write the database may not write."""

    path: Path
    keys: AuditKeys

    def read(self) -> dict[MerchantId, Anchor]:
        """Return the anchors; none where there is no file yet. Raises AnchorsForged."""
        if not self.path.exists():
            return {}
        try:
            noted = json.loads(self.path.read_text(encoding="utf-8"))
            words, signature = noted["anchors"], noted["signature"]
            if not hmac.compare_digest(self.keys.sign(words), signature):
                raise AnchorsForged("anchors", f"{self.path} was not written with this key", "restore it from a copy")
            return {merchant: _anchor(*row) for merchant, row in json.loads(words).items()}
        except (ValueError, KeyError, TypeError) as error:
            raise AnchorsForged("anchors", f"{self.path} cannot be read: {error}", "restore it from a copy") from error

    def write(self, anchors: Mapping[MerchantId, Anchor]) -> None:
        """Replace the file, whole and on the disk when this returns."""
        rows = {merchant: [row.head.number, row.head.mac, row.at.isoformat()] for merchant, row in anchors.items()}
        words = json.dumps(rows, sort_keys=True)
        fresh = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump({"anchors": words, "signature": self.keys.sign(words)}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)


@dataclass(frozen=True, slots=True)
class Anchoring:
    """Notes the heads again and again while the worker runs."""

    ledger: Ledger
    clock: Clock
    file: AnchorFile
    loops: Loops = field(default_factory=Loops)

    async def run(self) -> None:
        """Note the heads until cancelled, and once more then. A file that was forged stays as it is, for evidence."""
        try:
            await self.loops.go_on("anchors", self._note_or_tell, lambda: asyncio.sleep(EVERY_SECONDS))
        finally:
            await self._note_or_tell()

    async def note(self) -> None:
        """Write the file anew where a chain has grown. An anchor never moves back, whatever the database says.

        Raises AnchorsForged.
        """
        heads = await self.ledger.read(_heads)
        known = await asyncio.to_thread(self.file.read)
        moved = {merchant: head for merchant, head in heads.items() if head.number > _number(known.get(merchant))}
        if moved:
            at = self.clock.now()
            noted = {**known, **{merchant: Anchor(head, at) for merchant, head in moved.items()}}
            await asyncio.to_thread(self.file.write, noted)

    async def _note_or_tell(self) -> None:
        try:
            await self.note()
        except (AnchorsForged, OSError) as error:
            logger.error("the audit log's heads could not be noted: %s", error)


def _heads(reader: Reader) -> dict[MerchantId, Head]:
    heads = {merchant.id: reader.audit_head(merchant.id) for merchant in reader.merchants()}
    return {merchant: head for merchant, head in heads.items() if head.number}


def _number(anchor: Anchor | None) -> int:
    return anchor.head.number if anchor else 0


def _anchor(number: int, mac: str, at: str) -> Anchor:
    return Anchor(Head(number, mac), datetime.fromisoformat(at))
