"""What the model calls of a conversation came to, in words."""

from collections.abc import Iterable, Iterator
from html import escape

from conversation.money import MICROS
from evals.call import CallNote


def calls_told(calls: tuple[CallNote, ...]) -> Iterator[str]:
    """Yield a fold with the sum in its summary and a line for each call; nothing where no call was noted."""
    if not calls:
        return
    yield f'<details class="calls"><summary>{escape(summed(calls))}</summary><ol>'
    for call in calls:
        yield f"<li>turn {call.turn}: {escape(call.model)}, {escape(_told([call]))}{_how(call)}</li>"
    yield "</ol></details>"


def summed(calls: tuple[CallNote, ...]) -> str:
    """Return number, tokens, money and time of all calls."""
    return f"{len(calls)} model call{'s' if len(calls) > 1 else ''}: {_told(calls)}"


def _told(calls: Iterable[CallNote]) -> str:
    """A token or a price that nobody counted is said to be unknown; it is no zero."""
    made = list(calls)
    read, said, paid = ([getattr(call, name) for call in made] for name in ("tokens_in", "tokens_out", "micros"))
    cached = sum(call.cached for call in made)
    told = (
        f"{_sum(read)} tokens in" + (f" ({cached:,} cached)" if cached else ""),
        f"{_sum(said)} out",
        f"${sum(paid) / MICROS:.4f}" if None not in paid else "cost unknown",
        f"{sum(call.milliseconds for call in made):,} ms",
    )
    return ", ".join(told)


def _sum(counts: list[int | None]) -> str:
    return "unknown" if None in counts else f"{sum(count or 0 for count in counts):,}"


def _how(call: CallNote) -> str:
    replayed = ", replayed" if call.replayed else ""
    return f"{replayed}{f', <span class=bad>failed: {escape(call.error)}</span>' if call.error else ''}"
