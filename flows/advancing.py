"""One step of one run, in one transaction: where it stands afterwards is written with whatever it did."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from compliance.rulebook import Rulebook
from conversation.assignment import Assignment
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.due import DueKind
from conversation.escalation import Escalation, EscalationReason
from conversation.fence import Held, hold
from conversation.flow_run import FlowRun, RunState
from conversation.flow_version import FlowState
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.opening import find_or_open
from conversation.tag import Tag
from flows.entering import Happened, enter
from flows.filling import Subject, values_of
from flows.flow import Flow
from flows.knowing import Known
from flows.placeholders import fill
from flows.program import Placed, program_of
from flows.steps import (
    AddTag,
    AiText,
    Arm,
    DropTag,
    End,
    Enter,
    HandToPerson,
    If,
    Listen,
    Split,
    SwitchAi,
    Text,
    Wait,
    Winner,
)
from flows.texting import Later, Texted, Texting, order_name_of

PAUSE = 5
"""Minutes after which a paused flow's runs look again whether it goes on."""

AskForPerson = Callable[[Held, Escalation], None]
FindWinner = Callable[[Books, MerchantId, str, Winner, datetime], str | None]
"""Returns the name of the variant that won an experiment by what was wished for, which then gets everybody."""


def ask_nobody(held: Held, escalation: Escalation) -> None:
    """Stands where nobody is there to be asked, as in a rehearsal."""


def no_winner(books: Books, merchant_id: MerchantId, experiment_id: str, wish: Winner, now: datetime) -> str | None:
    """Stands where experiments are not evaluated."""
    return None


@dataclass(frozen=True, slots=True)
class Hands:
    """What a flow needs of the floors above and of its neighbours."""

    rulebook: Rulebook
    ask_for_person: AskForPerson = ask_nobody
    find_winner: FindWinner = no_winner


@dataclass(slots=True)
class Advance:
    """A run that is due, with its contact's number locked. `go` does its next step and returns where it stands."""

    books: Books
    hands: Hands
    merchant: Merchant
    contact: Contact
    flow: Flow
    run: FlowRun
    now: datetime

    def go(self) -> FlowRun:
        """Do the next step. Nothing else in this transaction may fail once it has texted."""
        program, position = program_of(self.flow), self.run.position
        if not 0 <= position < len(program):
            return self._end(RunState.ENDED, "it came to its end")
        placed = program[position]
        match placed.step:
            case Wait(span=span):
                return self._go_on(placed.then, due_at=self.run.due_at + span, heard=None)
            case Text() | AiText():
                return self._text(placed.step, placed.then)
            case If(conditions=conditions):
                return self._go_on(placed.ways[0 if self._known().holds(conditions) else 1])
            case Listen():
                return self._listen(placed.step, placed)
            case Split():
                return self._split(placed.step, placed)
            case HandToPerson(note=note):
                return self._hand_over(note)
            case End():
                return self._end(RunState.ENDED, "it came to its end")
        self._act(placed.step)
        return self._go_on(placed.then)

    def _act(self, step: SwitchAi | AddTag | DropTag | Enter) -> None:
        match step:
            case SwitchAi(mode=mode):
                if (talk := self._known().conversation) is not None:
                    with hold(self.books, talk.merchant_id, talk.id, self.now) as held:
                        held.change(ai_mode=mode)
            case AddTag(word=word):
                self.books.add_tag(Tag(self.merchant.id, self.contact.id, word, f"flow {self.flow.id}", self.now))
            case DropTag(word=word):
                self.books.drop_tag(self.merchant.id, self.contact.id, word)
            case Enter(flow_id=flow_id):
                self._enter(flow_id)

    def _text(self, step: Text | AiText, then: int) -> FlowRun:
        texting = Texting(
            self.books,
            self.hands.rulebook,
            self.merchant,
            self.contact,
            self.flow,
            self.run,
            self.now,
        )
        outcome = texting.text(step)
        match outcome:
            case Texted(run=run):
                self.run = run
                return self._go_on(then, sent=run.sent + 1)
            case Later(at=at, why=why):
                return self._keep(due_at=at, outcome=f"waits: {why}")
        if self.run.heard is not None:
            self._leave_to_the_conversation()
        return self._end(RunState.REFUSED if outcome.is_refused else RunState.CANCELLED, outcome.why)

    def _listen(self, step: Listen, placed: Placed) -> FlowRun:
        if self.run.listens_since is not None:
            return self._go_on(placed.ways[-1], due_at=self.run.due_at, heard=None)
        until, talk = self.run.due_at + step.span, self._talk()
        with hold(self.books, talk.merchant_id, talk.id, self.now) as held:
            held.plan(DueKind.FLOW, max(until, self.now), self.run.id)
        return self._keep(
            due_at=until, listens_since=self.now, heard=None, conversation_id=talk.id, outcome="waits for a reply"
        )

    def _split(self, step: Split, placed: Placed) -> FlowRun:
        experiment = experiment_of(self.flow.id, step)
        arm = self._winner(step, experiment) or arm_of(step, experiment, self.contact.id)
        given = self.books.assign(Assignment(self.merchant.id, experiment, self.contact.id, arm, self.now))
        names = [each.name for each in step.arms]
        name = given.arm if given.arm in names else names[0]
        return self._go_on(placed.ways[names.index(name)], variant=name)

    def _winner(self, step: Split, experiment: str) -> str | None:
        if step.winner is None:
            return None
        return self.hands.find_winner(self.books, self.merchant.id, experiment, step.winner, self.now)

    def _hand_over(self, note: str) -> FlowRun:
        filled = fill(
            note, values_of(self.merchant, self.contact, Subject(None, order_name_of(self.books, self.run)), None)
        )
        if self.run.heard is not None:
            self._leave_to_the_conversation()
        talk = self._talk()
        with hold(self.books, talk.merchant_id, talk.id, self.now) as held:
            note = f"the flow {self.flow.name}: {filled}"
            self.hands.ask_for_person(held, Escalation(EscalationReason.MERCHANT_TRIGGER, note, self.now))
        return self._end(RunState.ENDED, "it went to a person")

    def _enter(self, flow_id: str) -> None:
        stored = self.books.flow(self.merchant.id, flow_id)
        if stored is not None and stored.state is FlowState.ACTIVE:
            enter(self.books, self.contact, stored, Happened(stored.trigger, self.now, self.run.subject), self.now)

    def _leave_to_the_conversation(self) -> None:
        """Let the AI, or whoever has control, answer the reply that the flow had taken for itself."""
        message = self.books.message(self.merchant.id, self.run.heard) if self.run.heard else None
        if message is None:
            return
        with hold(self.books, message.merchant_id, message.conversation_id, self.now) as held:
            held.change(handled_seq=min(held.row.handled_seq, message.seq - 1))
            held.books.wake(message.merchant_id, message.conversation_id, self.now)

    def _known(self) -> Known:
        return Known(self.books, self.run, self.contact)

    def _talk(self) -> Conversation:
        return find_or_open(self.books, self.contact, self.now)

    def _go_on(self, position: int, **changes: object) -> FlowRun:
        due: dict[str, object] = {"due_at": max(self.run.due_at, self.now), "listens_since": None}
        return self._keep(position=position, **(due | changes))

    def _keep(self, **changes: object) -> FlowRun:
        kept = replace(self.run, changed_at=self.now, attempts=0, **({"outcome": ""} | changes))  # type: ignore[arg-type]
        self.books.save_flow_run(kept)
        return kept

    def _end(self, state: RunState, why: str) -> FlowRun:
        return self._keep(state=state, outcome=why, listens_since=None)


def experiment_of(flow_id: str, step: Split) -> str:
    """Return what a split's assignments are filed under."""
    return f"{flow_id}/{step.name}"


def arm_of(step: Split, experiment: str, contact_id: str) -> str:
    """Return the contact's arm by its share: always the same one, and independent of every other experiment."""
    drawn = int.from_bytes(hashlib.sha256(f"{experiment}:{contact_id}".encode()).digest()[:8], "big")
    place = drawn % sum(arm.weight for arm in step.arms)
    return _at(step.arms, place)


def _at(arms: tuple[Arm, ...], place: int) -> str:
    for arm in arms:
        place -= arm.weight
        if place < 0:
            return arm.name
    return arms[-1].name
