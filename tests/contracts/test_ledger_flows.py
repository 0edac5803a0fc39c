"""What every ledger promises about flows, their versions and their runs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.errors import Conflict
from conversation.flow_run import FlowRun, RunState, TriggerKind
from conversation.flow_version import FlowState, FlowVersion, Happening, StoredFlow
from conversation.ledger import Ledger
from tests.conversation.world import MERCHANT, NOW

HOUR = timedelta(hours=1)
FLOW = StoredFlow(
    MERCHANT.id, "win_back", "Win back", FlowState.ACTIVE, 1, TriggerKind.KEYWORD, ("size", "fit"), NOW, "usr_dana"
)
VERSION = FlowVersion(MERCHANT.id, "win_back", 1, "id: win_back\n", NOW, "usr_dana")
RUN = FlowRun(
    id="run_1",
    merchant_id=MERCHANT.id,
    flow_id="win_back",
    version=1,
    contact_id="con_1",
    trigger=TriggerKind.ORDER_PLACED,
    is_transactional=True,
    subject="1031",
    began_at=NOW,
    due_at=NOW + HOUR,
    changed_at=NOW,
)


async def test_a_flow_comes_back_as_it_was_saved_to_its_merchant_only(ledger: Ledger) -> None:
    paused = replace(FLOW, state=FlowState.PAUSED, version=2)
    await ledger.write(lambda books: books.save_flow(FLOW))
    assert await ledger.read(lambda books: books.flow(MERCHANT.id, "win_back")) == FLOW
    await ledger.write(lambda books: books.save_flow(paused))
    assert await ledger.read(lambda books: books.flows(MERCHANT.id)) == (paused,)
    assert await ledger.read(lambda books: books.flow("mer_2", "win_back")) is None


async def test_a_version_never_changes(ledger: Ledger) -> None:
    second = replace(VERSION, version=2, text="id: win_back\nname: New\n")
    await ledger.write(lambda books: [books.add_flow_version(one) for one in (second, VERSION)])
    with pytest.raises(Conflict):
        await ledger.write(lambda books: books.add_flow_version(replace(VERSION, text="else")))
    assert await ledger.read(lambda books: books.flow_versions(MERCHANT.id, "win_back")) == (VERSION, second)
    assert await ledger.read(lambda books: books.flow_version(MERCHANT.id, "win_back", 2)) == second


async def test_running_runs_come_when_they_are_due_and_ended_ones_never(ledger: Ledger) -> None:
    later = replace(RUN, id="run_2", contact_id="con_2", due_at=NOW + 2 * HOUR, began_at=NOW + HOUR)
    ended = replace(RUN, id="run_3", state=RunState.ENDED, outcome="it came to its end")
    await ledger.write(lambda books: [books.save_flow_run(one) for one in (later, RUN, ended)])
    assert await ledger.read(lambda books: books.next_run_at()) == NOW + HOUR
    assert await ledger.read(lambda books: books.due_runs(NOW, 9)) == ()
    assert await ledger.read(lambda books: books.due_runs(NOW + HOUR, 9)) == (RUN,)
    assert await ledger.read(lambda books: books.due_runs(NOW + 3 * HOUR, 9)) == (RUN, later)
    assert await ledger.read(lambda books: books.due_runs(NOW + 3 * HOUR, 1)) == (RUN,)
    assert await ledger.read(lambda books: books.runs_of_contact(MERCHANT.id, "con_1")) == (RUN, ended)
    assert await ledger.read(lambda books: books.runs_of_flow(MERCHANT.id, "win_back", 1)) == (later,)
    assert await ledger.read(lambda books: books.run_counts(MERCHANT.id)) == {"win_back": 3}
    assert await ledger.read(lambda books: books.flow_run("mer_2", "run_1")) is None
    await ledger.write(lambda books: [books.drop_flow_run(one) for one in (RUN, later)])
    assert await ledger.read(lambda books: books.next_run_at()) is None


async def test_what_a_shop_told_of_a_contact_is_found_by_kind_and_time(ledger: Ledger) -> None:
    told = Happening(MERCHANT.id, "con_1", TriggerKind.DELIVERED, "1031", NOW)
    seen = replace(told, kind=TriggerKind.BROWSED, subject="Trail Pack")
    await ledger.write(lambda books: [books.add_happening(one) for one in (told, seen, told)])

    async def found(kind: TriggerKind, hours: int) -> tuple[Happening, ...]:
        since = NOW - hours * HOUR
        return await ledger.read(lambda books: books.happenings_of_contact(MERCHANT.id, "con_1", kind, since))

    assert await found(TriggerKind.DELIVERED, 0) == (told,)
    assert await found(TriggerKind.BROWSED, 1) == (seen,)
    assert await found(TriggerKind.DELIVERED, -1) == ()
    await ledger.write(lambda books: books.drop_happenings(MERCHANT.id, "con_1"))
    assert await found(TriggerKind.DELIVERED, 1) == ()
