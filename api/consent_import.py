"""Importing a file of consent: good rows are recorded once, bad ones listed, and nobody who opted out is revived."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path

from api.consent_desk import ConsentDesk, Given, Taken
from api.consent_file import BadRow, ConsentFile, ConsentRow, Row
from conversation.clock import Clock
from conversation.consent import ConsentScope, SuppressionReason
from conversation.consenting import Proof
from conversation.ledger import Books, Ledger
from conversation.merchant import Merchant

BATCH = 500
"""Rows in one transaction: few enough that a running server never waits long for it."""
SHOWN = 20


@dataclass(slots=True)
class Summary:
    """What an import did. `bad` holds the first rows that were left out; `rejected` counts them all."""

    taken: Counter[Taken] = field(default_factory=Counter)
    rejected: int = 0
    bad: list[BadRow] = field(default_factory=list)

    def note(self, outcome: Taken | BadRow) -> None:
        if isinstance(outcome, BadRow):
            self.rejected += 1
            if len(self.bad) < SHOWN:
                self.bad.append(outcome)
        else:
            self.taken[outcome] += 1


class _Rehearsed(Exception):
    """Undoes what a dry run wrote, and carries what would have come of it."""

    def __init__(self, outcomes: list[Taken | BadRow]) -> None:
        super().__init__()
        self.outcomes = outcomes


@dataclass(frozen=True, slots=True)
class ConsentImport:
    """One import for one merchant. `recorded_by` says who brought the file; a dry run leaves nothing behind."""

    ledger: Ledger
    clock: Clock
    merchant: Merchant
    recorded_by: str
    dry_run: bool = False

    async def run(self, file: ConsentFile, rejected: Path | None = None) -> Summary:
        """Read the file to its end. Rows left out are also written to `rejected`, with what to mend."""
        summary = Summary()
        rows = iter(file)
        with _Rejects(rejected, file.header) as rejects:
            while batch := tuple(islice(rows, BATCH)):
                for outcome in sorted(await self._take(batch), key=_line):
                    summary.note(outcome)
                    if isinstance(outcome, BadRow):
                        rejects.write(outcome)
        return summary

    async def _take(self, batch: Sequence[Row]) -> list[Taken | BadRow]:
        def command(books: Books) -> list[Taken | BadRow]:
            desk = ConsentDesk(books, self.merchant, self.clock.now())
            outcomes = [outcome for row in _in_lock_order(batch) for outcome in self._outcomes(desk, row)]
            if self.dry_run:
                raise _Rehearsed(outcomes)
            return outcomes

        try:
            return await self.ledger.write(command)
        except _Rehearsed as rehearsed:
            return rehearsed.outcomes

    def _outcomes(self, desk: ConsentDesk, row: Row) -> Iterator[Taken | BadRow]:
        if isinstance(row, BadRow):
            yield row
        elif row.opts_out:
            yield desk.opt_out(row.phone, SuppressionReason.OPT_OUT, self._proof(row))
        else:
            yield from (self._opted_in(desk, row, scope) for scope in row.scopes)

    def _opted_in(self, desk: ConsentDesk, row: ConsentRow, scope: ConsentScope) -> Taken | BadRow:
        given = Given(scope, row.wording, self._proof(row), row.confirmed_by_text)
        taken = desk.opt_in(row.phone, given, _id_of(self.merchant, row, scope))
        if taken is not Taken.SUPERSEDED:
            return taken
        problem = f"{row.phone} opted out after this consent was given"
        return BadRow(row.line, "phone", problem, "leave it out; only the shopper's START and new consent count now")

    def _proof(self, row: ConsentRow) -> Proof:
        return Proof(row.method.value, row.source, row.obtained_at, self.recorded_by, row.evidence)


class _Rejects:
    """The file of rows left out; it is made when there is one."""

    def __init__(self, path: Path | None, header: Sequence[str]) -> None:
        self._path = path
        self._header = header
        self._rows: list[BadRow] = []
        self._is_begun = False

    def __enter__(self) -> "_Rejects":
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()

    def write(self, row: BadRow) -> None:
        self._rows.append(row)
        if len(self._rows) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._path is None or not self._rows:
            return
        with self._path.open("a" if self._is_begun else "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            if not self._is_begun:
                writer.writerow([*self._header, "line", "field", "problem", "remedy"])
            blank = [""] * len(self._header)
            for row in self._rows:
                cells = row.cells if len(row.cells) == len(self._header) else blank
                writer.writerow([*cells, row.line, row.field, row.problem, row.remedy])
        self._is_begun = True
        self._rows.clear()


def _line(outcome: Taken | BadRow) -> int:
    return outcome.line if isinstance(outcome, BadRow) else 0


def _in_lock_order(batch: Iterable[Row]) -> list[Row]:
    """Take numbers in one order, so that two imports never wait for each other; the rows of one keep theirs."""
    return sorted(batch, key=lambda row: "" if isinstance(row, BadRow) else row.phone)


def _id_of(merchant: Merchant, row: ConsentRow, scope: ConsentScope) -> str:
    """Return the same id for the same opt-in, so that a file imported again adds nothing."""
    told = (
        merchant.id,
        row.phone,
        scope.value,
        row.wording,
        row.method.value,
        row.source,
        row.obtained_at.isoformat(),
    )
    return f"cns_{sha256(chr(31).join(told).encode()).hexdigest()[:32]}"
