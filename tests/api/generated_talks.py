"""Generated conversations: shoppers who ask plain things and things for a person, people who answer and hand back.

`Overheard` is the AI's seat with a witness: what each prompt held, and how each turn ended.
"""

import random
from dataclasses import dataclass, field
from datetime import timedelta

from agent.outcome import Escalate, Outcome
from agent.seat import AiSeat
from agent.situation import situation_of
from agent.transcript import transcript_of
from agent.view import TurnView
from api.sample_world import DANA
from api.stage import Stage
from conversation.ids import ConversationId
from tools.context import TurnContext

PLAIN = (
    "how long does standard delivery take?",
    "can I return the boots if they don't fit?",
    "do you ship to Canada?",
    "what payment methods do you take?",
)
FOR_PEOPLE = (
    "can I talk to a person?",
    "I want a refund",
    "my bottle arrived broken",
    "you charged me twice",
    "I want to make a complaint",
    "I want to return it",
)
SAID = ("I have put it aside for you.", "The assistant is silent now, I handle this.", "A person is on it: me.")
STALE = (
    "We have asked a person",
    "is back",
    "will read this",
    "they will reply here",
    "stay silent",
    "Write nothing",
    "escalate_to_human",
    "escalated",
)
"""The framework's handoff words: the holding texts, and what the escalation tool tells the model."""


@dataclass
class Overheard:
    """`prompts` are those of the turns that asked the seat; `escalated` the texts at which one ended in a handoff."""

    real: AiSeat
    prompts: list[tuple[TurnView, str]] = field(default_factory=list)
    escalated: list[tuple[ConversationId, int]] = field(default_factory=list)

    async def take_turn(self, view: TurnView, context: TurnContext) -> Outcome:
        agent = await self.real.agent_for(view.merchant.settings.pack)
        said = transcript_of(view, agent.pack, situation_of(view))
        self.prompts.append((view, "\n".join(str(message.content) for message in said)))
        outcome = await self.real.take_turn(view, context)
        if isinstance(outcome, Escalate):
            self.escalated.append((view.conversation.id, view.conversation.last_inbound_seq))
        return outcome


async def play_out(stage: Stage, phone: str, dice: random.Random) -> tuple[ConversationId, int]:
    """Play one conversation of four to seven steps; return it and how many of its texts were for people."""
    asked = 0
    for _ in range(dice.randint(4, 7)):
        conversation = await stage.conversation_of(phone)
        if conversation is not None and conversation.control == "escalated":
            await _answer(stage, conversation.id, dice)
            continue
        wants_person = dice.random() < 0.5
        asked += wants_person
        await stage.text(phone, dice.choice(FOR_PEOPLE if wants_person else PLAIN))
        await stage.settle()
    conversation = await stage.conversation_of(phone)
    assert conversation is not None
    if conversation.control == "escalated":
        await _answer(stage, conversation.id, dice)
    await stage.text(phone, dice.choice(PLAIN))
    await stage.settle()
    return conversation.id, asked


async def _answer(stage: Stage, conversation_id: ConversationId, dice: random.Random) -> None:
    """Dana takes over; mostly she answers, sometimes she hands back at once, and the AI has the same text again."""
    await stage.take_over(DANA, conversation_id)
    if dice.random() < 0.8:
        await stage.reply(DANA, conversation_id, dice.choice(SAID), take_over=False)
        await stage.settle()
    await stage.hand_back(DANA, conversation_id)
    stage.clock.advance(timedelta(minutes=1))
    await stage.settle()
