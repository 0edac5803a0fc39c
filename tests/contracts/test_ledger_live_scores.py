"""What every ledger promises about the scores of live conversations."""

from dataclasses import replace
from datetime import timedelta

from conversation.control import close
from conversation.ledger import Ledger
from conversation.live_score import LivePlace, LiveScore, Violation
from tests.conversation.world import MERCHANT, NOW, seed, talk_to

HOUR = timedelta(hours=1)
SCORE = LiveScore(
    merchant_id=MERCHANT.id,
    conversation_id="cvn_1",
    quiet_since=NOW,
    scored_at=NOW + HOUR,
    pack="abc",
    model="rehearsal",
    texts=2,
    passed=("hours.quiet",),
    violations=(Violation("link.own", 3), Violation("reminder.one")),
    crashed=("price.backed",),
    tone={"length": 120.5, "politeness": 0.25},
)


async def test_a_score_comes_back_as_it_was_kept_to_its_merchant_only(ledger: Ledger) -> None:
    assert await ledger.write(lambda books: books.add_live_score(SCORE))
    assert await ledger.read(lambda books: books.live_score(MERCHANT.id, "cvn_1")) == SCORE
    assert await ledger.read(lambda books: books.live_score("mer_2", "cvn_1")) is None
    await ledger.write(lambda books: books.drop_live_score("mer_2", "cvn_1"))
    assert await ledger.read(lambda books: books.live_scores(MERCHANT.id, NOW, 9)) == (SCORE,)
    await ledger.write(lambda books: books.drop_live_score(MERCHANT.id, "cvn_1"))
    assert await ledger.read(lambda books: books.live_scores(MERCHANT.id, NOW, 9)) == ()


async def test_a_conversation_has_one_score_and_the_first_stays(ledger: Ledger) -> None:
    again = replace(SCORE, texts=9)
    assert await ledger.write(lambda books: [books.add_live_score(one) for one in (SCORE, again)]) == [True, False]
    assert await ledger.read(lambda books: books.live_score(MERCHANT.id, "cvn_1")) == SCORE


async def test_scores_are_listed_from_a_moment_on_the_newest_first(ledger: Ledger) -> None:
    rows = [replace(SCORE, conversation_id=f"cvn_{hours}", quiet_since=NOW + hours * HOUR) for hours in range(4)]
    await ledger.write(lambda books: [books.add_live_score(row) for row in rows])
    found = await ledger.read(lambda books: books.live_scores(MERCHANT.id, NOW + HOUR, 2))
    assert [row.conversation_id for row in found] == ["cvn_3", "cvn_2"]
    assert await ledger.read(lambda books: books.live_scores("mer_2", NOW, 9)) == ()


async def test_quiet_conversations_come_in_the_order_they_went_quiet_closed_or_not(ledger: Ledger) -> None:
    await ledger.write(seed)
    first = await ledger.write(talk_to)
    await ledger.write(lambda books: close(books, MERCHANT.id, first.id, "ai", NOW + HOUR, "done"))
    closed = await ledger.read(lambda books: books.conversation(MERCHANT.id, first.id))
    assert closed is not None
    open_ = replace(first, id="cvn_open", updated_at=NOW + 2 * HOUR)
    await ledger.write(lambda books: books.save_conversation(open_))

    async def quiet(after: LivePlace | None, hours: int) -> list[str]:
        until = NOW + hours * HOUR
        rows = await ledger.read(lambda books: books.quiet_conversations(MERCHANT.id, after, until, 9))
        return [row.id for row in rows]

    assert await quiet(None, 0) == []
    assert await quiet(None, 1) == [first.id]
    assert await quiet(None, 2) == [first.id, "cvn_open"]
    assert await quiet(LivePlace(MERCHANT.id, closed.updated_at, first.id), 2) == ["cvn_open"]
    assert await quiet(LivePlace(MERCHANT.id, closed.updated_at, ""), 2) == [first.id, "cvn_open"]


async def test_how_far_conversations_were_looked_at_is_kept_for_each_merchant(ledger: Ledger) -> None:
    places = [LivePlace(MERCHANT.id, NOW, "cvn_1"), LivePlace(MERCHANT.id, NOW + HOUR, "cvn_2")]
    await ledger.write(lambda books: [books.save_live_place(place) for place in places])
    assert await ledger.read(lambda books: books.live_place(MERCHANT.id)) == places[1]
    assert await ledger.read(lambda books: books.live_place("mer_2")) is None
