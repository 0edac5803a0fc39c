"""A stage: one conversation that the AI's seat plays turn by turn, with the real tools over a memory ledger."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from agent.outcome import Outcome, Speak
from agent.recovery_agent import RecoveryAgent
from agent.turn import take_turn
from agent.view import HandBack, Occasion, TurnView
from conversation.cart import Cart
from conversation.draft import Draft
from conversation.merchant import MerchantSettings
from conversation.message import Author, Body, Direction, Message, Origin, Purpose
from conversation.verdict import Allow, Refuse, Trail, Verdict
from tests.tools.house import CART, CONTACT, MERCHANT, NOW, House, build_house, stocked_knowledge
from tools.context import TurnContext
from tools.knowledge_lexical import LexicalKnowledge

ALLOW = Allow(NOW + timedelta(days=365), Trail("test", ()))


def refuse(rule: str = "claims.discount", why: str = "no offer backs 50%") -> Refuse:
    return Refuse(rule, why, False, Trail("test", ()))


def allow(_: Draft) -> Verdict:
    return ALLOW


@dataclass
class Stage:
    """Holds the log; `contexts` are those of the turns so far, newest last."""

    agent: RecoveryAgent
    house: House
    knowledge: LexicalKnowledge
    cart: Cart | None = CART
    settings: MerchantSettings = field(default_factory=MerchantSettings)
    judge: Callable[[Draft], Verdict] = allow
    is_current: Callable[[], Awaitable[bool]] | None = None
    hand_back: HandBack | None = None
    messages: list[Message] = field(default_factory=list)
    handled_seq: int = 0
    contexts: list[TurnContext] = field(default_factory=list)

    def hears(self, *texts: str) -> "Stage":
        """Let the shopper text."""
        for text in texts:
            self._add(Direction.IN, Author.CONTACT, text)
        return self

    def says(self, text: str, author: Author = Author.AI, purpose: Purpose = Purpose.REPLY) -> "Stage":
        """Let our side text."""
        self._add(Direction.OUT, author, text, purpose)
        return self

    def view(self, occasion: Occasion = Occasion.REPLY) -> TurnView:
        inbound = [message.seq for message in self.messages if message.direction is Direction.IN]
        conversation = replace(
            self.house.conversation,
            last_seq=len(self.messages),
            last_inbound_seq=max(inbound, default=0),
            handled_seq=self.handled_seq,
        )
        return TurnView(
            merchant=replace(MERCHANT, settings=self.settings),
            contact=CONTACT,
            conversation=conversation,
            messages=tuple(self.messages),
            occasion=occasion,
            now=self.house.clock.now(),
            cart=self.cart,
            hand_back=self.hand_back,
        )

    async def turn(self, occasion: Occasion = Occasion.REPLY) -> Outcome:
        """Play one turn; what the seat says is texted."""
        context = self.house.context(cart=self.cart, settings=self.settings, knowledge=self.knowledge)
        if self.is_current is not None:
            context.is_current = self.is_current
        self.contexts.append(context)
        view = self.view(occasion)
        context.newest_text = view.unanswered[-1].text if view.unanswered else ""
        outcome = await take_turn(self.agent, view, context)
        while isinstance(outcome, Speak) and isinstance(verdict := self.judge(outcome.draft), Refuse):
            outcome = await outcome.repair(verdict)
        self.handled_seq = len(self.messages)
        if isinstance(outcome, Speak):
            self.says(outcome.draft.body)
        return outcome

    async def reply_to(self, *texts: str) -> str:
        """Let the shopper text and return the answer. Raises AssertionError where there is none."""
        outcome = await self.hears(*texts).turn()
        assert isinstance(outcome, Speak), outcome
        return outcome.draft.body

    @property
    def called(self) -> list[str]:
        """The tools that the newest turn called."""
        return [call.name for call in self.contexts[-1].calls]

    def _add(self, direction: Direction, author: Author, text: str, purpose: Purpose | None = None) -> None:
        seq = len(self.messages) + 1
        conversation = self.house.conversation
        self.messages.append(
            Message(
                id=f"msg_{seq}",
                merchant_id=conversation.merchant_id,
                conversation_id=conversation.id,
                exchange_id=conversation.exchange_id,
                seq=seq,
                direction=direction,
                author=author,
                body=Body(text),
                epoch=conversation.epoch,
                created_at=NOW,
                origin=Origin.GENERATED if author is Author.AI else None,
                purpose=purpose,
            )
        )


async def build_stage(agent: RecoveryAgent) -> Stage:
    """Return an empty stage in front of the sample shop."""
    return Stage(agent, await build_house(), await stocked_knowledge())
