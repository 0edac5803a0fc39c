"""The journal of a run: transcripts are appended as they are finished; a run that was killed goes on where it was."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from evals.errors import TranscriptsInvalid
from evals.folder import PLAN, TRANSCRIPTS
from evals.plan import Key, Plan, key_of
from evals.transcript import Transcript, read_transcripts, to_line

BATCH = 16
"""After so many transcripts the file is on the disk. A killed process loses none, a lost machine at most these."""


@dataclass(slots=True)
class Journal:
    """`done` are the plays that an earlier, unfinished run of the same plan wrote down."""

    file: BinaryIO
    done: frozenset[Key]
    unsynced: int = 0

    def append(self, transcript: Transcript) -> None:
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
    """Open the journal of `plan` in the folder `out`: an unfinished one to go on with, or a new one in its place."""
    out.mkdir(parents=True, exist_ok=True)
    transcripts = out / TRANSCRIPTS
    done = _done(transcripts, plan) if plan.is_written_in(out / PLAN) else frozenset()
    if not done or len(done) == len(plan):
        done = frozenset()
        (out / PLAN).unlink(missing_ok=True)
        transcripts.write_bytes(b"")
        (out / PLAN).write_text(plan.as_json(), encoding="utf-8")
    with transcripts.open("ab") as file:
        journal = Journal(file, done)
        yield journal
        journal.sync()


def _done(transcripts: Path, plan: Plan) -> frozenset[Key]:
    """Return what is written down already, and cut off a last line that was not written to its end."""
    if not transcripts.is_file():
        return frozenset()
    _cut_torn_line(transcripts)
    try:
        done = {key_of(transcript) for transcript in read_transcripts(transcripts)}
    except TranscriptsInvalid:
        return frozenset()
    return frozenset(done) if done <= {play.key for play in plan.plays()} else frozenset()


def _cut_torn_line(transcripts: Path) -> None:
    with transcripts.open("rb+") as file:
        whole = 0
        for line in file:
            if line.endswith(b"\n"):
                whole += len(line)
        file.truncate(whole)
