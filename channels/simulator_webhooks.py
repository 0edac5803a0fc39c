"""The webhooks that the simulated network still owes, kept so that a restart goes on where it stopped."""

import sqlite3
from dataclasses import dataclass

from channels.form import Form
from channels.simulator_file import SimulatorFile


@dataclass(frozen=True, slots=True)
class DueWebhook:
    """A webhook claimed for delivery. `attempts` counts failed tries; `lost` says that this try goes astray."""

    id: int
    url: str
    form: Form
    attempts: int
    lost: bool


@dataclass(frozen=True, slots=True)
class DroppedWebhook:
    """A webhook that the network gave up on, and why."""

    url: str
    form: Form
    attempts: int
    problem: str


@dataclass(frozen=True, slots=True)
class Forgery:
    """A webhook that the network never sent. `answer` is the HTTP status that it got; a 2xx would be a hole."""

    url: str
    answer: int


class Webhooks:
    """A queue by due time, in real epoch seconds: shared by processes, and still right after a restart.

    Webhooks of one stream (one phone) are claimed one at a time, in order of due time.
    """

    def __init__(self, file: SimulatorFile) -> None:
        self._file = file

    def add(self, *, stream: str, url: str, form: Form, due: float, held: bool = False, lost: bool = False) -> None:
        """Owe a webhook. Unless it is held back, it is due no sooner than those before it on its stream."""
        earliest = due if held else max(due, self._last_due(stream))
        self._file.execute(
            "INSERT INTO webhooks (stream, url, form, due, held, lost) VALUES (?, ?, ?, ?, ?, ?)",
            (stream, url, form.encode(), earliest, held, lost),
        )

    def claim(self, *, now: float, until: float, due_by: float) -> DueWebhook | None:
        """Take the first webhook due by `due_by`; unless finished or postponed, the claim lapses at `until`."""
        rows = self._file.execute(_CLAIM, {"now": now, "until": until, "due_by": due_by})
        return _due_webhook(rows[0]) if rows else None

    def finish(self, webhook: DueWebhook) -> None:
        self._file.execute("DELETE FROM webhooks WHERE id = ?", (webhook.id,))

    def postpone(self, webhook: DueWebhook, due: float) -> None:
        """Count a failed try and owe the webhook again."""
        self._file.execute(
            "UPDATE webhooks SET due = ?, attempts = attempts + 1, lost = 0, held = 1, claimed_until = 0 WHERE id = ?",
            (due, webhook.id),
        )

    def drop(self, webhook: DueWebhook, problem: str) -> None:
        """Count a failed try and give up; the row stays to be looked at."""
        self._file.execute(
            "UPDATE webhooks SET dropped = ?, attempts = attempts + 1 WHERE id = ?", (problem, webhook.id)
        )

    def owed(self) -> int:
        """How many are still to be delivered."""
        return int(self._file.execute("SELECT count(*) FROM webhooks WHERE dropped IS NULL")[0][0])

    def dropped(self) -> tuple[DroppedWebhook, ...]:
        """Those given up on, oldest first."""
        rows = self._file.execute("SELECT * FROM webhooks WHERE dropped IS NOT NULL ORDER BY id")
        return tuple(
            DroppedWebhook(row["url"], Form.read(row["form"]), row["attempts"], row["dropped"]) for row in rows
        )

    def note_forgery(self, url: str, answer: int) -> None:
        """Count a webhook that somebody else made up, and the HTTP status that it was answered with."""
        self._file.execute("INSERT INTO forgeries (url, answer) VALUES (?, ?)", (url, answer))

    def forgeries(self) -> tuple[Forgery, ...]:
        """Every webhook that somebody else made up, oldest first."""
        rows = self._file.execute("SELECT url, answer FROM forgeries ORDER BY id")
        return tuple(Forgery(row["url"], row["answer"]) for row in rows)

    def _last_due(self, stream: str) -> float:
        sql = "SELECT max(due) FROM webhooks WHERE stream = ? AND held = 0 AND dropped IS NULL"
        return float(self._file.execute(sql, (stream,))[0][0] or 0.0)


def _due_webhook(row: sqlite3.Row) -> DueWebhook:
    return DueWebhook(row["id"], row["url"], Form.read(row["form"]), row["attempts"], bool(row["lost"]))


_CLAIM = """
UPDATE webhooks SET claimed_until = :until
WHERE id = (
    SELECT id FROM webhooks AS owed
    WHERE dropped IS NULL AND due <= :due_by
      AND NOT EXISTS (
        SELECT 1 FROM webhooks AS busy
        WHERE busy.stream = owed.stream AND busy.dropped IS NULL AND busy.claimed_until > :now
      )
    ORDER BY due, id LIMIT 1
)
RETURNING id, url, form, attempts, lost
"""
