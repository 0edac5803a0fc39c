"""A sender claims what a person takes back in another process: each text is either sent or undone."""

import subprocess
import sys

import pytest

from conversation.ledger import Books
from conversation.outbox import OutboxState
from conversation.store_sql.opening import open_ledger
from tests.conversation.test_undoing import send, take_over, talk_to
from tests.conversation.world import DANA, MERCHANT, NOW, seed

TEXTS = 80
TEXTS_TO_PROVE = 2_000


async def test_each_text_is_sent_or_undone(sql_url: str) -> None:
    await race(sql_url, TEXTS)


@pytest.mark.prove
@pytest.mark.timeout(900)
async def test_each_of_two_thousand_texts_is_sent_or_undone(sql_url: str) -> None:
    await race(sql_url, TEXTS_TO_PROVE)


async def race(url: str, texts: int) -> None:
    ledger = await open_ledger(url)
    await ledger.write(seed)
    await ledger.write(lambda books: [_wait(books, number) for number in range(texts)] and None)
    racers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.conversation.undo_race", url, role],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for role in ("send", "undo")
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    laps = [_lap(racers) for _ in range(texts)]
    sent, undone = ([lap[side] for lap in laps if lap[side] != "lost"] for side in (0, 1))
    assert [racer.communicate()[0] for racer in racers] == ["", ""]
    assert [racer.returncode for racer in racers] == [0, 0]
    print(f"\n{url.split(':')[0]}: of {texts} texts {len(sent)} were sent and {len(undone)} undone, none both")
    assert not set(sent) & set(undone)
    assert len(sent) + len(undone) == texts
    assert sent and undone, "one always came first: this was no race"
    states = await ledger.read(
        lambda books: {ref: row.state for ref in (*sent, *undone) if (row := books.outbox_of(ref))}
    )
    await ledger.close()
    assert {states[ref] for ref in sent} == {OutboxState.CLAIMED}
    assert {states[ref] for ref in undone} == {OutboxState.CANCELLED}


def _lap(racers: list[subprocess.Popen[str]]) -> list[str]:
    """Let both try the next text at the same moment, and return what each says of it."""
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    return [racer.stdout.readline().strip() for racer in racers if racer.stdout is not None]


def _wait(books: Books, number: int) -> None:
    talk = talk_to(books, f"+1303{number:07}")
    send(books, take_over(books, MERCHANT.id, talk.id, DANA, NOW))
