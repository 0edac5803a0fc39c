"""What a turn hands to its tools. The model neither sees nor sets any of it."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from conversation.cart import Cart
from conversation.clock import Clock
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.escalation import Escalation
from conversation.ids import MessageId
from conversation.ledger import Ledger
from conversation.merchant import Merchant
from conversation.offer import Offer
from conversation.spend_limits import Allowance
from conversation.spent import Spent
from tools.knowledge import Knowledge
from tools.shop import Shop


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call. `arguments` is JSON; `outcome` one word for it; `refs` the ids of the rows and passages it used."""

    name: str
    arguments: str
    outcome: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """One message that a model reads, or its own earlier one: in which role, and its words."""

    role: str
    words: str


@dataclass(slots=True)
class TurnContext:
    """One turn of one conversation. `is_current` is False once the turn may no longer act.

    The tools write `calls` and what is below it. `sources` are the store's own words that the model was given, each as
    ``source: text``; what the ledger itself backs (cart, offer, link) is never among them.
    """

    merchant: Merchant
    contact: Contact
    conversation: Conversation
    cart: Cart | None
    ledger: Ledger
    clock: Clock
    shop: Shop
    knowledge: Knowledge
    newest_text: str
    is_current: Callable[[], Awaitable[bool]]
    newest_id: MessageId = ""
    """The shopper's text that the turn answers; empty where it answers none."""
    stop: Callable[[], Awaitable[None]] | None = None
    """Ends all texts to the shopper, on the ground of that text."""
    done: dict[str, object] = field(default_factory=dict)
    """What committing tools returned in this turn, by their name and arguments."""
    spent: Spent = field(default_factory=Spent)
    """What the turn's model calls cost so far."""
    allowance: Allowance | None = None
    """What the turn may spend; None: as much as it takes."""
    pack_hash: str = ""
    """The prompt pack whose words the model was given."""
    watch: Callable[[tuple[Shown, ...]], None] | None = None
    """Is shown what the model is about to read, where somebody watches."""
    used: Counter[str] = field(default_factory=Counter)
    """How often each tool was used in this turn."""
    calls: list[ToolCall] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    escalation: Escalation | None = None
    silence: str | None = None
    """Why nothing is to be sent; None while something is."""
    offer: Offer | None = None

    @property
    def is_over(self) -> bool:
        """Whether a tool ended the turn: a person was asked for, or nothing is to be sent."""
        return self.escalation is not None or self.silence is not None

    def record(
        self, name: str, outcome: str, *, arguments: Mapping[str, str] | None = None, refs: tuple[str, ...] = ()
    ) -> None:
        """Note that a tool was called and how it went."""
        self.calls.append(ToolCall(name, json.dumps(arguments or {}, ensure_ascii=False), outcome, refs))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """LangChain builds a schema of every tool's arguments: to it, a context is one thing and is not looked into."""
        return core_schema.is_instance_schema(cls)
