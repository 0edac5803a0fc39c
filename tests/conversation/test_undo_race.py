"""A sender claims what a person takes back in another process: each text is either sent or undone."""

import pytest

from conversation.ledger import Books
from conversation.outbox import OutboxState
from conversation.store_sql.opening import open_ledger
from tests.conversation import laps
from tests.conversation.test_undoing import send, take_over, talk_to
from tests.conversation.world import DANA, MERCHANT, NOW, seed

TEXTS = 30
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
    racers = [laps.begin("tests.conversation.undo_race", url, role) for role in ("send", "undo")]
    sent, undone = laps.run(racers, texts)
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


def _wait(books: Books, number: int) -> None:
    talk = talk_to(books, f"+1303{number:07}")
    send(books, take_over(books, MERCHANT.id, talk.id, DANA, NOW))
