"""A flow that carriers filter stops as one, a campaign as itself, and nothing else does."""

from dataclasses import replace
from datetime import timedelta

from compliance.filtering import halt_of_draft, live_halt, note_filtered
from compliance.rulebook import load_rulebook
from conversation.draft import Cause, CauseKind, Draft
from conversation.fence import hold
from conversation.flow_run import FlowRun, TriggerKind
from conversation.halt import Halt
from conversation.ledger import Books
from conversation.message import Author, Body, Message, Purpose
from conversation.outbox import OutboxState
from conversation.sending import queue
from conversation.store_memory.books import MemoryBooks
from conversation.template import Template, TemplateKind
from conversation.touch import Automation, Touch
from tests.conversation.world import ALLOW, MERCHANT, NOW, draft_by, seed, talk_to

RULEBOOK = load_rulebook()
RUN = FlowRun("run_1", MERCHANT.id, "flw_1", 1, "con_1", TriggerKind.MANUAL, False, "", NOW, NOW, NOW)


def sent(books: Books, number: int, kind: Automation, automation: str, step: str) -> Message:
    talk = talk_to(books, f"+1303555{number:04}")
    with hold(books, MERCHANT.id, talk.id, NOW) as held:
        message = queue(held, draft_by(Author.TEMPLATE, held.row), Body("New packs."), Purpose.CAMPAIGN, ALLOW)
    books.add_touch(Touch(message.id, MERCHANT.id, talk.contact_id, kind, automation, 1, step, "", NOW))
    return message


def draft_of(cause: Cause) -> Draft:
    books = MemoryBooks()
    seed(books)
    return replace(draft_by(Author.TEMPLATE, talk_to(books)), cause=cause)


def stopped() -> tuple[MemoryBooks, Halt, list[Message]]:
    books = MemoryBooks()
    seed(books)
    lost = [sent(books, number, Automation.FLOW, "flw_1", "first") for number in range(3)]
    others = [
        sent(books, 10, Automation.FLOW, "flw_1", "second"),
        sent(books, 11, Automation.FLOW, "flw_2", "first"),
        sent(books, 12, Automation.CAMPAIGN, "cmp_1", ""),
    ]
    halts = [note_filtered(books, message, "30007", RULEBOOK, NOW) for message in lost]
    assert halts[:2] == [None, None]
    assert halts[2] is not None
    return books, halts[2], others


def test_the_third_filtered_text_of_a_step_stops_its_flow_and_what_is_queued_of_it() -> None:
    books, halt, others = stopped()
    assert halt.template == "flow:flw_1"
    states = [row.state for message in others if (row := books.outbox_of(message.id)) is not None]
    assert states == [OutboxState.CANCELLED, OutboxState.QUEUED, OutboxState.QUEUED]
    assert live_halt(books, MERCHANT.id, Template(TemplateKind.FLOW, "flw_1", "second")) == halt
    assert live_halt(books, "mer_2", Template(TemplateKind.FLOW, "flw_1")) is None


def test_a_text_that_is_told_twice_counts_once() -> None:
    books = MemoryBooks()
    seed(books)
    messages = [sent(books, number, Automation.CAMPAIGN, "cmp_1", "") for number in range(2)]
    told = [note_filtered(books, message, "30007", RULEBOOK, NOW) for message in messages * 3]
    assert told == [None] * 6


def test_steps_are_counted_apart_and_old_losses_are_forgotten() -> None:
    books = MemoryBooks()
    seed(books)
    steps = [sent(books, place, Automation.FLOW, "flw_1", step) for place, step in enumerate(("one", "two", "three"))]
    assert [note_filtered(books, message, "30007", RULEBOOK, NOW) for message in steps] == [None] * 3
    late = NOW + timedelta(hours=25)
    again = [sent(books, 20 + place, Automation.FLOW, "flw_1", "one") for place in range(2)]
    assert [note_filtered(books, message, "30007", RULEBOOK, late) for message in again] == [None] * 2


def test_drafts_of_what_was_stopped_are_known_by_their_cause() -> None:
    _, halt, _ = stopped()
    campaign = replace(halt, template="campaign:cmp_1")
    of_flow, of_campaign = Cause(CauseKind.FLOW, RUN.id), Cause(CauseKind.CAMPAIGN, "cmp_1")
    assert halt_of_draft(draft_of(of_flow), RUN, (halt,)) == halt
    assert halt_of_draft(draft_of(of_flow), replace(RUN, flow_id="flw_2"), (halt,)) is None
    assert halt_of_draft(draft_of(of_campaign), None, (halt, campaign)) == campaign
    assert halt_of_draft(draft_of(Cause(CauseKind.CAMPAIGN, "cmp_2")), None, (halt, campaign)) is None
    assert halt_of_draft(draft_of(of_campaign), None, (replace(campaign, lifted_at=NOW),)) is None
    prompted = replace(draft_of(Cause(CauseKind.INBOUND, "")), author=Author.AI, prompt_hash="p1")
    assert halt_of_draft(prompted, None, (replace(halt, template="pack:p1"),)) is not None
