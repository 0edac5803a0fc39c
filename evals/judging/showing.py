"""What a judge and a person see of a transcript: the texts that were on the phone, and nothing else."""

from collections.abc import Iterator

from api.labelling.item import ASSISTANT, Item, Line
from conversation.message import Author, Direction
from conversation.outbox import OutboxState
from evals.transcript import MessageNote, Transcript

_WHO = {Author.AI: ASSISTANT, Author.HUMAN: "person at the store", Author.TEMPLATE: "framework"}


def shown(transcript: Transcript) -> Item:
    """Return the transcript as an item to judge; texts that never left are not in it."""
    return Item(transcript.scenario, transcript.pack.label, tuple(_lines(transcript)))


def has_assistant(item: Item) -> bool:
    """Tell whether there is anything to judge."""
    return any(line.who == ASSISTANT for line in item.lines)


def _lines(transcript: Transcript) -> Iterator[Line]:
    for note in transcript.messages:
        if note.direction is Direction.IN:
            yield Line(note.seq, "shopper", note.body)
        elif _left(note):
            yield Line(note.seq, _WHO.get(note.author, "framework"), note.body)


def _left(note: MessageNote) -> bool:
    return note.status not in (OutboxState.CANCELLED, OutboxState.FAILED)
