"""What every ledger promises about what turns cost."""

from dataclasses import replace
from datetime import timedelta

from conversation.act import Act, ActKind
from conversation.event import Event, EventKind
from conversation.ledger import Ledger
from conversation.spent import Spent
from tests.conversation.world import MERCHANT, NOW, seed, talk_to


async def test_what_turns_cost_comes_newest_first_and_is_the_merchants_own(ledger: Ledger) -> None:
    await ledger.write(seed)
    talk = await ledger.write(talk_to)
    spent = Spent(("gpt-5-mini",), 1, 10, 5, 2, 900, 7)
    first = Event("evt_s1", MERCHANT.id, talk.id, 21, 0, EventKind.TURN_SPENT, "ai", NOW, spent.details())
    other = replace(first, id="evt_s2", number=22, kind=EventKind.SILENCE_KEPT)
    later = replace(first, id="evt_s3", number=23, at=NOW + timedelta(minutes=1))
    await ledger.write(lambda books: [books.add_event(event) for event in (first, other, later)])
    found = await ledger.read(lambda books: books.spent_events(MERCHANT.id, NOW))
    assert [event.id for event in found] == ["evt_s3", "evt_s1"]
    assert Spent.of(found[1].details) == spent
    since = NOW + timedelta(seconds=1)
    assert [event.id for event in await ledger.read(lambda books: books.spent_events(MERCHANT.id, since))] == ["evt_s3"]
    assert await ledger.read(lambda books: books.spent_events("mer_2", NOW)) == ()


async def test_what_turns_cost_is_summed_up_where_prices_were_known(ledger: Ledger) -> None:
    await ledger.write(seed)
    talk = await ledger.write(talk_to)
    first = Event("evt_m1", MERCHANT.id, talk.id, 31, 0, EventKind.TURN_SPENT, "ai", NOW, Spent(micros=7).details())
    unknown = replace(first, id="evt_m2", number=32, details=Spent(micros=None).details())
    later = replace(first, id="evt_m3", number=33, at=NOW + timedelta(minutes=1), details=Spent(micros=5).details())
    other = replace(first, id="evt_m4", number=1, conversation_id="cvn_other")
    await ledger.write(lambda books: [books.add_event(event) for event in (first, unknown, later, other)])
    assert await ledger.read(lambda books: books.spent_since(MERCHANT.id, NOW)) == 19
    assert await ledger.read(lambda books: books.spent_since(MERCHANT.id, NOW + timedelta(seconds=1))) == 5
    assert await ledger.read(lambda books: books.spent_in_conversation(MERCHANT.id, talk.id)) == 12
    assert await ledger.read(lambda books: books.spent_since("mer_2", NOW)) == 0
    assert await ledger.read(lambda books: books.spent_in_conversation("mer_2", talk.id)) == 0


async def test_what_drafts_of_campaigns_cost_counts_in_the_day_and_in_no_conversation(ledger: Ledger) -> None:
    await ledger.write(seed)
    talk = await ledger.write(talk_to)
    told = Spent(micros=9).details()
    drafted = Act("act_m1", MERCHANT.id, ActKind.CAMPAIGN_DRAFTED, "usr_1", MERCHANT.id, NOW, details=told)
    before = replace(drafted, id="act_m2", at=NOW - timedelta(seconds=1))
    other = replace(drafted, id="act_m3", kind=ActKind.CAMPAIGN_CHANGED)
    unknown = replace(drafted, id="act_m4", details=Spent(micros=None).details())
    await ledger.write(lambda books: [books.add_act(act) for act in (drafted, before, other, unknown)])
    assert await ledger.read(lambda books: books.spent_since(MERCHANT.id, NOW)) == 9
    assert await ledger.read(lambda books: books.spent_since("mer_2", NOW)) == 0
    assert await ledger.read(lambda books: books.spent_in_conversation(MERCHANT.id, talk.id)) == 0
