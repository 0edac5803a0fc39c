"""A flow: what begins it, whom it is for, what stops it, and its steps."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from conversation.autonomy import Autonomy
from conversation.flow_run import TriggerKind
from flows.conditions import Condition
from flows.steps import Place, Step, Steps, all_steps


class FlowClass(StrEnum):
    """What its texts are in the eyes of the law: any that sells makes the flow promotional."""

    PROMOTIONAL = "promotional"
    TRANSACTIONAL = "transactional"


class Cancel(StrEnum):
    """What ends a run. An opt-out always does, and is not named."""

    ORDER_PLACED = "order_placed"
    REPLY = "reply"
    ANOTHER_FLOW = "another_flow"
    LINK_CLICKED = "link_clicked"
    CHECKOUT_STARTED = "checkout_started"
    BROWSED = "browsed"
    DELIVERED = "delivered"
    TOOK_OVER = "took_over"


@dataclass(frozen=True, slots=True)
class Trigger:
    """What begins a run. `words` are those of a keyword or a tag, folded."""

    place: Place
    kind: TriggerKind
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """One version of a flow, as read from its YAML text.

    `only_if` is asked when a run would begin and again before every text. `once` lets a contact in once ever,
    `not_again_within` once in that time. No text leaves later than `expires` after the beginning. `ai` is what the AI
    may do in the conversation once the flow has texted; None: what the merchant lets it do.
    """

    id: str
    name: str
    kind: FlowClass
    trigger: Trigger
    steps: Steps
    only_if: tuple[Condition, ...] = ()
    once: bool = False
    not_again_within: timedelta | None = None
    cancel_on: tuple[Cancel, ...] = ()
    expires: timedelta | None = None
    ai: Autonomy | None = None

    @property
    def is_transactional(self) -> bool:
        return self.kind is FlowClass.TRANSACTIONAL

    @property
    def is_about_cart(self) -> bool:
        return self.trigger.kind is TriggerKind.CHECKOUT_ABANDONED

    @property
    def every_step(self) -> tuple[Step, ...]:
        """All steps, those of every branch too, in the order of the text."""
        return all_steps(self.steps)
