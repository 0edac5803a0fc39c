"""The simulated phones: the texts on them, and the network's own block list."""

import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from channels.simulator_file import SimulatorFile
from channels.status import CarrierStatus
from conversation.clock import from_milliseconds, to_milliseconds


class Direction(StrEnum):
    """Which way a text went."""

    TO_PHONE = "to_phone"
    FROM_PHONE = "from_phone"


@dataclass(frozen=True, slots=True)
class PhoneText:
    """A text as the simulated network knows it. `seq` grows with every text on the network."""

    seq: int
    provider_id: str
    ref: str | None
    """The sender's own id; None on a person's text and on the network's own answers."""
    direction: Direction
    phone: str
    business: str
    body: str
    at: datetime
    status: CarrierStatus
    """`undelivered` means that it is not on the phone."""
    error_code: str | None
    media: tuple[str, ...] = ()
    """Where the pictures that a business sent with it are to be fetched."""


class Phones:
    """Reads and writes texts and blocks, one statement a call; group them with `SimulatorFile.writing`."""

    def __init__(self, file: SimulatorFile) -> None:
        self._file = file

    def keep(
        self,
        *,
        direction: Direction,
        phone: str,
        business: str,
        body: str,
        at: datetime,
        status: CarrierStatus,
        ref: str | None = None,
        error_code: str | None = None,
        media: Sequence[str] = (),
    ) -> str:
        """Keep a text and return its provider id."""
        provider_id = f"SM{secrets.token_hex(16)}"
        self._file.execute(
            "INSERT INTO texts"
            " (provider_id, ref, direction, phone, business, body, at_ms, status, error_code, media)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                provider_id,
                ref,
                direction,
                phone,
                business,
                body,
                to_milliseconds(at),
                status,
                error_code,
                "\n".join(media),
            ),
        )
        return provider_id

    def thread(self, phone: str, after: int = 0) -> tuple[PhoneText, ...]:
        """The texts to and from a phone, oldest first, with a `seq` greater than `after`."""
        sql = "SELECT * FROM texts WHERE phone = ? AND seq > ? ORDER BY seq"
        return tuple(_phone_text(row) for row in self._file.execute(sql, (phone, after)))

    def sent_from(self, business: str, since: datetime) -> tuple[PhoneText, ...]:
        """The texts that somebody sent from a business number at or after a moment, newest first."""
        sql = (
            "SELECT * FROM texts WHERE business = ? AND direction = 'to_phone' AND ref IS NOT NULL AND at_ms >= ?"
            " ORDER BY seq DESC"
        )
        return tuple(_phone_text(row) for row in self._file.execute(sql, (business, to_milliseconds(since))))

    def sent_as(self, provider_id: str) -> PhoneText | None:
        """The text that somebody sent from a business number under the network's id."""
        sql = "SELECT * FROM texts WHERE provider_id = ? AND direction = 'to_phone' AND ref IS NOT NULL"
        rows = self._file.execute(sql, (provider_id,))
        return _phone_text(rows[0]) if rows else None

    def copies(self, ref: str) -> tuple[PhoneText, ...]:
        """Every text sent under this ref: more than one means that somebody sent it twice."""
        sql = "SELECT * FROM texts WHERE ref = ? ORDER BY seq"
        return tuple(_phone_text(row) for row in self._file.execute(sql, (ref,)))

    def numbers(self) -> tuple[str, ...]:
        """Every phone with a text, the one with the newest first."""
        sql = "SELECT phone FROM texts GROUP BY phone ORDER BY max(seq) DESC"
        return tuple(row["phone"] for row in self._file.execute(sql))

    def block(self, business: str, phone: str) -> None:
        self._file.execute("INSERT OR IGNORE INTO blocks VALUES (?, ?)", (business, phone))

    def unblock(self, business: str, phone: str) -> None:
        self._file.execute("DELETE FROM blocks WHERE business = ? AND phone = ?", (business, phone))

    def is_blocked(self, business: str, phone: str) -> bool:
        sql = "SELECT 1 FROM blocks WHERE business = ? AND phone = ?"
        return bool(self._file.execute(sql, (business, phone)))


def _phone_text(row: sqlite3.Row) -> PhoneText:
    return PhoneText(
        seq=row["seq"],
        provider_id=row["provider_id"],
        ref=row["ref"],
        direction=Direction(row["direction"]),
        phone=row["phone"],
        business=row["business"],
        body=row["body"],
        at=from_milliseconds(row["at_ms"]),
        status=CarrierStatus(row["status"]),
        error_code=row["error_code"],
        media=tuple(row["media"].split()),
    )
