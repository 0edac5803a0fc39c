"""From an event to somebody's pocket: through the ledger, tried until it is said, and over when nobody needs it."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.alerts.courier import Delivered, Errand, Later, Outcome, Refused
from api.alerts.sending import NOT_NEEDED, NOWHERE, WAITS, AlertSender
from api.live import Live
from conversation.alert import Alert, AlertState, AlertWay
from conversation.alert_hook import AlertHook
from conversation.alert_wishes import PushDevice
from conversation.case import CaseOutcome
from conversation.cases import claim_case, settle_case, snooze_case, wake_case
from conversation.clock import ScriptedClock, SystemClock
from conversation.control import escalate
from conversation.errors import Conflict
from conversation.escalation import Escalation, EscalationReason
from conversation.fence import hold
from conversation.ledger import Books, Ledger
from conversation.store_memory import MemoryLedger
from conversation.store_sql.opening import open_ledger
from handoff.notify import trial_alert
from tests.api.alerts.receiver import Receiver, receiving
from tests.conversation.world import DANA, MERCHANT, NOW, OMAR, SHOPPER, meet, seed, talk_to

HOOK = AlertHook("hok_1", MERCHANT.id, AlertWay.WEBHOOK, "ours", "https://x.example", DANA.id, NOW)
MINUTE = timedelta(minutes=1)
ROOT = Path(__file__).parents[3]


@dataclass
class Notes:
    """A courier that notes what it got, and answers as it is told for each target."""

    got: list[Errand] = field(default_factory=list)
    answers: dict[str, list[Outcome | Exception]] = field(default_factory=dict)
    hangs: str = ""

    async def deliver(self, errand: Errand) -> Outcome:
        self.got.append(errand)
        to_come = self.answers.get(errand.alert.target)
        answer = to_come.pop(0) if to_come else Delivered()
        if errand.alert.target == self.hangs:
            await asyncio.Event().wait()
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def close(self) -> None:
        pass


@dataclass
class Desk:
    ledger: Ledger
    clock: ScriptedClock
    notes: Notes
    sender: AlertSender

    async def needs_person(self, reason: EscalationReason = EscalationReason.REFUND) -> str:
        """A shopper needs a person; return the case's id."""

        def command(books: Books) -> str:
            with hold(books, MERCHANT.id, talk_to(books).id, self.clock.now()) as held:
                escalate(held, Escalation(reason, "I want my money back, call +13035550111", self.clock.now()))
            case = books.open_case(MERCHANT.id, held.row.id)
            assert case is not None
            return case.id

        return await self.ledger.write(command)

    async def alerts(self) -> list[Alert]:
        return list(reversed(await self.ledger.read(lambda books: books.alerts(MERCHANT.id, 99))))

    async def told(self) -> list[str]:
        """Send what is due; return whom it went to and with what title."""
        before = len(self.notes.got)
        await self.sender.drain()
        return sorted(f"{one.alert.target}: {one.words.title}" for one in self.notes.got[before:])


def move_in(books: Books) -> None:
    seed(books)
    books.save_contact(replace(meet(books), name="Noah Brown"))
    for user in (DANA, OMAR):
        books.save_push_device(PushDevice(f"psh_{user.name}", user.id, "https://p.example", "p", "a", "phone", NOW))


@pytest.fixture
async def desk() -> Desk:
    ledger, clock, notes = MemoryLedger(), ScriptedClock(NOW), Notes()
    await ledger.write(move_in)
    return Desk(ledger, clock, notes, AlertSender(ledger, clock, dict.fromkeys(AlertWay, notes), "https://t.example"))


async def test_a_case_is_told_once_with_initial_reason_and_link_and_nothing_more(desk: Desk) -> None:
    await desk.needs_person()
    assert await desk.told() == ["psh_Dana: N. wants a refund", "psh_Omar: N. wants a refund"]
    assert await desk.told() == []
    [first, _] = desk.notes.got
    talk = first.alert.conversation_id
    assert first.words.url == f"https://t.example/conversations/{talk}"
    said = repr(first)
    assert "Noah" not in said and SHOPPER not in said and "money" not in said
    assert {one.state for one in await desk.alerts()} == {AlertState.SENT}


async def test_leads_hear_again_when_nobody_took_it_and_once_more_when_it_is_overdue(desk: Desk) -> None:
    await desk.needs_person()
    await desk.told()
    desk.clock.advance(7 * MINUTE)
    assert await desk.told() == []
    desk.clock.advance(MINUTE)
    assert await desk.told() == ["psh_Dana: Nobody took it yet: N. wants a refund"]
    desk.clock.advance(60 * MINUTE)
    assert await desk.told() == []


async def test_who_took_it_in_time_spares_the_leads(desk: Desk) -> None:
    case = await desk.needs_person()
    await desk.told()
    await desk.ledger.write(lambda books: claim_case(books, MERCHANT.id, case, OMAR, NOW))
    desk.clock.advance(60 * MINUTE)
    assert await desk.told() == []


async def test_a_graver_reason_is_told_anew_and_the_leads_are_not_told_twice_of_one(desk: Desk) -> None:
    await desk.needs_person(EscalationReason.KNOWLEDGE_GAP)
    await desk.told()
    await desk.needs_person(EscalationReason.CRISIS)
    assert await desk.told() == ["psh_Dana: N. may be in danger", "psh_Omar: N. may be in danger"]
    desk.clock.advance(60 * MINUTE)
    assert await desk.told() == ["psh_Dana: Nobody took it yet: N. may be in danger"]


async def test_what_fails_is_tried_again_ever_later_and_given_up_at_last(desk: Desk) -> None:
    alert = trial_alert(MERCHANT.id, AlertWay.SLACK, "hok_1", None, NOW)
    await desk.ledger.write(lambda books: books.save_alert(alert))
    await desk.ledger.write(lambda books: books.save_alert_hook(HOOK))
    desk.notes.answers = {"hok_1": [Later("HTTP 503")] * 99}
    for wait in WAITS:
        assert len(await desk.told()) == 1
        desk.clock.advance(wait - timedelta(seconds=1))
        assert await desk.told() == []
        desk.clock.advance(timedelta(seconds=1))
    assert len(await desk.told()) == 1
    [alert] = await desk.alerts()
    assert (alert.state, alert.attempts, alert.answer) == (AlertState.FAILED, len(WAITS) + 1, "HTTP 503")
    desk.clock.advance(timedelta(days=9))
    assert await desk.told() == []


async def test_the_other_side_may_ask_for_more_time(desk: Desk) -> None:
    await desk.ledger.write(lambda books: books.save_alert_hook(HOOK))
    await desk.needs_person()
    desk.notes.answers = {"hok_1": [Later("HTTP 429", timedelta(minutes=20))]}
    assert len(await desk.told()) == 3
    desk.clock.advance(19 * MINUTE)
    assert not [one for one in await desk.told() if "hok_1: N. wants" in one]
    desk.clock.advance(MINUTE)
    assert await desk.told() == ["hok_1: N. wants a refund"]


async def test_an_alert_that_waited_is_dropped_when_the_case_is_closed_but_a_program_still_hears(desk: Desk) -> None:
    await desk.ledger.write(lambda books: books.save_alert_hook(HOOK))
    await desk.needs_person()
    desk.notes.answers = {target: [Later("HTTP 503")] for target in ("hok_1", "psh_Dana", "psh_Omar")}
    assert len(await desk.told()) == 3

    def close(books: Books) -> None:
        with hold(books, MERCHANT.id, talk_to(books).id, NOW) as held:
            settle_case(held, DANA.id, CaseOutcome.ANSWERED)

    await desk.ledger.write(close)
    desk.clock.advance(MINUTE)
    assert await desk.told() == ["hok_1: N. wants a refund"]
    found = {one.target: (one.state, one.answer) for one in await desk.alerts()}
    assert found["psh_Omar"] == (AlertState.DROPPED, NOT_NEEDED)


async def test_a_device_that_is_gone_is_forgotten(desk: Desk) -> None:
    desk.notes.answers = {"psh_Dana": [Refused("HTTP 410", is_gone=True)]}
    await desk.needs_person()
    await desk.told()
    assert await desk.ledger.read(lambda books: books.push_device("psh_Dana")) is None
    assert {one.target: one.state for one in await desk.alerts()}["psh_Dana"] is AlertState.FAILED
    late = trial_alert(MERCHANT.id, AlertWay.PUSH, "psh_Dana", DANA.id, NOW)
    dropped = await desk.sender.send_now(late)
    assert (dropped.state, dropped.answer) == (AlertState.DROPPED, NOWHERE)


async def test_a_fault_of_ours_loses_nothing(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await desk.needs_person()
    desk.notes.answers = {"psh_Dana": [RuntimeError("a bug")]}
    assert len(await desk.told()) == 2
    assert "a bug" in caplog.text
    desk.clock.advance(3 * MINUTE)
    assert await desk.told() == ["psh_Dana: N. wants a refund"]


async def test_a_trial_is_made_once_and_its_outcome_told_at_once(desk: Desk) -> None:
    alert = trial_alert(MERCHANT.id, AlertWay.PUSH, "psh_Dana", DANA.id, NOW)
    desk.notes.answers = {"psh_Dana": [Later("HTTP 503")]}
    tried = await desk.sender.send_now(alert)
    assert (tried.state, tried.answer) == (AlertState.FAILED, "HTTP 503")
    assert await desk.told() == []
    with pytest.raises(Conflict):
        await desk.sender.send_now(tried)


@asynccontextmanager
async def running(desk: Desk) -> AsyncIterator[Live]:
    """Let the sender work beside the block."""
    live = Live()
    task = asyncio.create_task(desk.sender.run(live))
    try:
        await asyncio.sleep(0.01)
        async with asyncio.timeout(5):
            yield live
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_commit_wakes_the_sender(desk: Desk) -> None:
    async with running(desk) as live:
        await desk.needs_person()
        live.ring(frozenset({"cvn_1"}))
        async with asyncio.timeout(0.5):
            while len(desk.notes.got) < 2:
                await asyncio.sleep(0.01)


async def test_a_server_that_never_answers_holds_nobody_up_and_is_tried_again(desk: Desk) -> None:
    await desk.ledger.write(lambda books: books.save_alert_hook(HOOK))
    desk.notes.hangs, desk.sender.patience = "hok_1", timedelta(seconds=1.5)
    async with running(desk) as live:
        await desk.needs_person()
        live.ring(frozenset({"cvn_1"}))
        while len(desk.notes.got) < 3:
            await asyncio.sleep(0.01)
        await desk.needs_person(EscalationReason.CRISIS)
        live.ring(frozenset({"cvn_1"}))
        async with asyncio.timeout(0.5):
            while [one.alert.target for one in desk.notes.got].count("psh_Omar") < 2:
                await asyncio.sleep(0.01)
        assert "hok_1" not in [one.target for one in await desk.alerts() if one.attempts == 0]
        while not all(one.answer == "no answer in 1.5 s" for one in await desk.alerts() if one.target == "hok_1"):
            await asyncio.sleep(0.05)
    assert {one.state for one in await desk.alerts() if one.target == "hok_1"} == {AlertState.QUEUED}


async def test_a_case_that_comes_back_is_told_again(desk: Desk) -> None:
    case = await desk.needs_person()
    await desk.told()
    until = NOW + 5 * MINUTE
    await desk.ledger.write(lambda books: snooze_case(books, MERCHANT.id, case, OMAR, until, NOW))

    def wake(books: Books) -> None:
        with hold(books, MERCHANT.id, talk_to(books).id, until) as held:
            wake_case(held, "its time had come")

    await desk.ledger.write(wake)
    desk.clock.jump_to(until)
    assert await desk.told() == ["psh_Dana: N. wants a refund", "psh_Omar: N. wants a refund"]


async def test_senders_at_once_tell_each_cause_and_send_each_alert_once(ledger: Ledger) -> None:
    await ledger.write(move_in)
    clock, notes = ScriptedClock(NOW), Notes()

    def cases(books: Books) -> None:
        for number in range(30):
            with hold(books, MERCHANT.id, talk_to(books, f"+13035552{number:03}").id, NOW) as held:
                escalate(held, Escalation(EscalationReason.REFUND, "", NOW))

    await ledger.write(cases)
    senders = [AlertSender(ledger, clock, dict.fromkeys(AlertWay, notes), "https://t.example") for _ in range(4)]
    async with asyncio.timeout(30):
        await asyncio.gather(*(sender.drain() for sender in senders))
    sent = [errand.alert.id for errand in notes.got]
    assert len(sent) == len(set(sent)) == 60, "thirty cases, two people with a device each"


async def live_until(folder: Path, receiver: Receiver, posts: int) -> None:
    """Run a sender in a process of its own until so many posts came, then kill it with signal 9."""
    command = [sys.executable, "-m", "tests.api.alerts.kill_driver", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    try:
        async with asyncio.timeout(30):
            while len(receiver.posts) < posts:
                assert process.poll() is None
                await asyncio.sleep(0.01)
            if posts > 1:
                await asyncio.sleep(0.3)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


async def test_a_sender_that_is_killed_in_the_middle_tries_the_same_again(tmp_path: Path) -> None:
    async with receiving() as receiver:
        receiver.will_hang()
        hook = replace(HOOK, url=receiver.url)
        ledger, clock = await open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}"), ScriptedClock(SystemClock().now())
        await ledger.write(seed)
        await ledger.write(lambda books: books.save_alert_hook(hook))
        await Desk(ledger, clock, Notes(), AlertSender(ledger, clock, {}, "")).needs_person()
        await live_until(tmp_path, receiver, 1)
        [waits] = await ledger.read(lambda books: books.alerts(MERCHANT.id, 9))
        assert (waits.state, waits.attempts) == (AlertState.QUEUED, 1)
        await live_until(tmp_path, receiver, 2)
        [sent] = await ledger.read(lambda books: books.alerts(MERCHANT.id, 9))
        await ledger.close()
    assert (sent.state, sent.attempts, sent.id) == (AlertState.SENT, 2, waits.id)
    assert [post.headers["webhook-id"] for post in receiver.posts] == [sent.id] * 2
