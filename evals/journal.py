"""The journal of a run: transcripts are appended as they are finished; a run that was killed goes on where it was."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from evals.call import UNREACHED
from evals.errors import TranscriptsInvalid
from evals.folder import PLAN, SCORES, TRANSCRIPTS
from evals.plan import Key, Plan, key_of
from evals.transcript import Transcript, read_placed, to_line

BATCH = 16
"""After so many transcripts the file is on the disk. A killed process loses none, a lost machine at most these."""


@dataclass(slots=True)
class Journal:
    """`done` are the plays that an earlier, unfinished run of the same plan wrote down; `places` where all begin."""

    file: BinaryIO
    done: frozenset[Key]
    places: dict[Key, int]
    unsynced: int = 0

    def append(self, transcript: Transcript) -> None:
        self.places[key_of(transcript)] = self.file.tell()
        self.file.write(to_line(transcript))
        self.file.flush()
        self.unsynced += 1
        if self.unsynced >= BATCH:
            self.sync()

    def sync(self) -> None:
        os.fsync(self.file.fileno())
        self.unsynced = 0


@contextmanager
def open_journal(out: Path, plan: Plan) -> Iterator[Journal]:
    """Open the journal of `plan` in the folder `out`: an unfinished one to go on with, or a new one in its place.

    A run is finished once it was scored.

    Whatever the order in which plays end, that of a finished file is the plan's.
    """
    out.mkdir(parents=True, exist_ok=True)
    transcripts = out / TRANSCRIPTS
    places = _places(transcripts, plan) if plan.is_written_in(out / PLAN) else {}
    if not places or (len(places) == len(plan) and (out / SCORES).is_file()):
        places = {}
        for earlier in (PLAN, SCORES):
            (out / earlier).unlink(missing_ok=True)
        transcripts.write_bytes(b"")
        (out / PLAN).write_text(plan.as_json(), encoding="utf-8")
    with transcripts.open("ab") as file:
        journal = Journal(file, frozenset(places), places)
        yield journal
        journal.sync()
    if len(places) == len(plan):
        _put_in_order(transcripts, [places[play.key] for play in plan.plays()])


def standing(out: Path, plan: Plan) -> int:
    """Return how many plays of this very plan stand in the folder `out`."""
    return len(_places(out / TRANSCRIPTS, plan)) if plan.is_written_in(out / PLAN) else 0


def _put_in_order(transcripts: Path, places: list[int]) -> None:
    """Write the lines that begin at `places` in this order. The file is the old one or the new one, never half."""
    partial = transcripts.with_suffix(".partial")
    with transcripts.open("rb") as lines, partial.open("wb") as ordered:
        for place in places:
            lines.seek(place)
            ordered.write(lines.readline())
        ordered.flush()
        os.fsync(ordered.fileno())
    partial.replace(transcripts)


def _places(transcripts: Path, plan: Plan) -> dict[Key, int]:
    """Return what is written down already and where, and cut off a last line that was not written to its end.

    What came to nothing because a model could not be reached is not among it: it is played again.
    """
    if not transcripts.is_file():
        return {}
    _cut_torn_line(transcripts)
    try:
        found = [(key_of(one), place, one.trouble or "") for place, one in read_placed(transcripts)]
    except TranscriptsInvalid:
        return {}
    places = {key: place for key, place, trouble in found if not trouble.startswith(UNREACHED)}
    return places if places.keys() <= {play.key for play in plan.plays()} else {}


def _cut_torn_line(transcripts: Path) -> None:
    with transcripts.open("rb+") as file:
        whole = length = 0
        for line in file:
            length += len(line)
            if line.endswith(b"\n"):
                whole = length
        if whole < length:
            file.truncate(whole)
