"""How far a run is: a bar on a terminal, a plain line now and then elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol, TextIO

from conversation.spent import MicroDollars, in_dollars

EVERY_SECONDS = 10.0
"""Between two plain lines."""


class Progress(Protocol):
    """Is told after every play how many are done, and what was spent so far."""

    def step(self, done: int, spent: MicroDollars) -> None: ...


@contextmanager
def showing(total: int, done: int, file: TextIO | None = None) -> Iterator[Progress]:
    """Show the progress of `total` plays, of which `done` were played before, on `file` (standard error)."""
    stream = file or sys.stderr
    if not stream.isatty():
        yield Lines(stream, total, done)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    with RichProgress(*columns, TextColumn("{task.fields[spent]}"), console=Console(file=stream)) as shown:
        task = shown.add_task("playing", total=total, completed=done, spent="")

        class Bar:
            def step(self, done: int, spent: MicroDollars) -> None:
                shown.update(task, completed=done, spent=in_dollars(spent) if spent else "")

        yield Bar()


@dataclass(slots=True)
class Lines:
    """Writes a line every EVERY_SECONDS, and none for a run that is shorter."""

    file: TextIO
    total: int
    before: int
    began: float = field(default_factory=monotonic)
    told: float = field(default_factory=monotonic)

    def step(self, done: int, spent: MicroDollars) -> None:
        now = monotonic()
        if now - self.told < EVERY_SECONDS:
            return
        self.told = now
        left = (now - self.began) / max(1, done - self.before) * (self.total - done)
        money = f", {in_dollars(spent)}" if spent else ""
        print(f"{done} of {self.total} played, about {in_words(left)} left{money}", file=self.file, flush=True)


def in_words(seconds: float) -> str:
    """Say a time that is still to come, roughly."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
