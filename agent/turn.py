"""One turn of the AI's seat: code first, then the agent, and one repair where the gate refuses its text."""

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from langchain_core.messages import AnyMessage

from agent.answering import WRITER, answer_to, source_of
from agent.errors import BudgetSpent, ModelAway, MoneySpent, SeatFailure
from agent.escalating import escalation_by_code
from agent.fitting import fitted, too_long
from agent.objections import UNSOURCED, objection_to
from agent.outage import out_of_money, wait_or_escalate
from agent.outcome import Escalate, Outcome, Silence, Speak
from agent.recovery_agent import RecoveryAgent
from agent.situation import situation_of
from agent.transcript import refusal_note, transcript_of
from agent.triggers import Trigger, read_triggers
from agent.view import Occasion, TurnView
from conversation.draft import Cause, CauseKind, Draft
from conversation.escalation import Escalation, EscalationReason
from conversation.message import Author, Origin
from conversation.source import Source, SourceKind
from conversation.verdict import Refuse
from tools.context import ToolCall, TurnContext

_QUESTION = re.compile(r"\?(?!\S)")
"""A question mark at the end of a word: not the one in a link."""

REPAIRS = 1
"""How often a refused draft goes back to the model with the rule before a person is asked for."""


async def take_turn(agent: RecoveryAgent, view: TurnView, context: TurnContext) -> Outcome:
    """Decide what the AI's seat does about `view`.

    Raises Superseded when the conversation moved on meanwhile: read it again and rerun. A model that fails, is slow,
    or spends its budget ends in Escalate; one that is away in Postpone, while the shopper has not waited long. What a
    tool or a prompt raises goes through to the caller.
    """
    if (cause := _cause(view)) is None:
        return Silence("nothing to answer")
    turn = _Turn(agent, view, context, cause, asyncio.get_running_loop().time() + agent.limits.seconds)
    if view.occasion is Occasion.REPLY and (decided := turn.decided_by_code()):
        return decided
    return await turn.begin()


@dataclass(frozen=True, slots=True)
class _Turn:
    """`ends_at` is when its time is up, on the event loop's clock; `told` is how many tool calls are told already."""

    agent: RecoveryAgent
    view: TurnView
    context: TurnContext
    cause: Cause
    ends_at: float
    told: int = 0

    async def begin(self) -> Outcome:
        situation = situation_of(self.view, already_bought=self._already_bought())
        return await self._speak(transcript_of(self.view, self.agent.pack, situation), REPAIRS)

    def decided_by_code(self) -> Outcome | None:
        """Return what needs no model: a trigger that asks for a person, or words that need no answer."""
        triggers = [read_triggers(message.text) for message in self.view.unanswered]
        if escalation := escalation_by_code(self.view, triggers):
            return Escalate(escalation, self._calls())
        if triggers and all(trigger is Trigger.ACKNOWLEDGED for trigger in triggers) and not self._owes_answer():
            return Silence("the shopper only acknowledged")
        return self._answered_exactly()

    def _answered_exactly(self) -> Speak | None:
        """Return a person's own answer to the question. Where it may not leave, the model is asked after all."""
        answer = answer_to(self.view)
        if answer is None:
            return None
        draft = self._draft(answer.text, WRITER, source_of(answer))

        async def repair(refusal: Refuse) -> Outcome:
            return await self.begin()

        return Speak(draft, self._calls(), repair)

    async def _speak(self, thread: Sequence[AnyMessage], repairs: int) -> Outcome:
        try:
            said = await self._run_in_time(thread)
            if ended := self._ended_by_tool():
                return ended
            text, most = self.agent.text_of(said), self.agent.limits.segments
            text = text if repairs else fitted(text, most)
            objection = objection_to(text, self.agent.persona, self.view, self.context.sources)
            if refusal := objection or too_long(text, most):
                return await self._again(said, refusal, repairs)
            return self._speech(said, text, repairs)
        except ModelAway as outage:
            return self._ended_by_tool() or self._wait(str(outage))
        except MoneySpent as spent:
            return self._ended_by_tool() or out_of_money(self.view, str(spent), self.context.clock.now(), self._calls())
        except SeatFailure as failure:
            return self._ended_by_tool() or self._escalate(EscalationReason.MODEL_FAILURE, str(failure))

    async def _run_in_time(self, thread: Sequence[AnyMessage]) -> list[AnyMessage]:
        try:
            async with asyncio.timeout_at(self.ends_at) as deadline:
                return await self.agent.run(thread, self.context)
        except TimeoutError as error:
            if not deadline.expired():
                raise
            raise BudgetSpent(f"the turn took longer than {self.agent.limits.seconds:g} seconds") from error

    def _speech(self, said: Sequence[AnyMessage], text: str, repairs: int) -> Speak:
        draft = self._draft(text, self.agent.writer_of(said))

        async def repair(refusal: Refuse) -> Outcome:
            return await replace(self, told=len(self.context.calls))._again(said, refusal, repairs)

        return Speak(draft, self._calls(), repair)

    async def _again(self, said: Sequence[AnyMessage], refusal: Refuse, repairs: int) -> Outcome:
        """Let the model write once more, told which rule its text broke, or ask for a person."""
        if not repairs and refusal.rule == UNSOURCED:
            return self._escalate(EscalationReason.KNOWLEDGE_GAP, f"the shopper wrote: {self.context.newest_text}")
        if not repairs:
            return self._escalate(EscalationReason.GATE_REFUSED, f"{refusal.rule}: {refusal.why}")
        return await self._speak([*said, refusal_note(self.agent.pack, refusal)], repairs - 1)

    def _wait(self, why: str) -> Outcome:
        return wait_or_escalate(self.view, why, self.context.clock.now(), self.agent.limits.outage, self._calls())

    def _escalate(self, reason: EscalationReason, note: str) -> Escalate:
        return Escalate(Escalation(reason, note, self.context.clock.now()), self._calls())

    def _ended_by_tool(self) -> Escalate | Silence | None:
        """Return what a tool ended the turn with; nothing later in the turn takes it back."""
        if self.context.escalation is not None:
            return Escalate(self.context.escalation, self._calls())
        if self.context.silence is not None:
            return Silence(self.context.silence, self._calls())
        return None

    def _calls(self) -> tuple[ToolCall, ...]:
        return tuple(self.context.calls[self.told :])

    def _draft(self, body: str, writer: str, *sources: str) -> Draft:
        conversation = self.view.conversation
        return Draft(
            merchant_id=conversation.merchant_id,
            conversation_id=conversation.id,
            body=body,
            author=Author.AI,
            origin=Origin.GENERATED,
            cause=self.cause,
            epoch=conversation.epoch,
            seen_seq=conversation.last_inbound_seq,
            composed_at=self.context.clock.now(),
            model=writer,
            prompt_hash=self.agent.pack.hash,
            sources=tuple(dict.fromkeys([*self.context.sources, *sources])),
            rests_on=tuple(dict.fromkeys(map(_source_of, self.context.calls))),
        )

    def _owes_answer(self) -> bool:
        """Thanks need none, unless they answer a question of ours or bring a photo."""
        return self._asked() or any(message.photos for message in self.view.unanswered)

    def _asked(self) -> bool:
        last = self.view.last_outbound
        return last is not None and _QUESTION.search(last.text) is not None

    def _already_bought(self) -> bool:
        return any(read_triggers(message.text) is Trigger.ALREADY_BOUGHT for message in self.view.unanswered)


def _source_of(call: ToolCall) -> Source:
    """Say what was asked of a tool, and how it went."""
    asked = "; ".join(json.loads(call.arguments).values())
    return Source(SourceKind.TOOL, call.name, f"{call.outcome}: {asked}" if asked else call.outcome)


def _cause(view: TurnView) -> Cause | None:
    """Return what the draft answers: the newest unanswered text, the cart of a reminder, or who asked for it."""
    if view.occasion is Occasion.FOLLOWUP:
        return Cause(CauseKind.FOLLOWUP, view.asked_id) if view.asked_id else None
    if view.occasion is Occasion.REMINDER:
        return Cause(CauseKind.CART, view.cart.id) if view.cart else None
    return Cause(CauseKind.INBOUND, view.unanswered[-1].id) if view.unanswered else None
