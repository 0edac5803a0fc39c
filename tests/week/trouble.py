"""What goes wrong in a week: the carrier, the shop and the model are away at hours of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage

from agent.model_opener import OpensModel
from agent.rehearsal import RehearsalModel
from channels.carrier import Outgoing
from channels.errors import Unreachable
from channels.simulator import Simulator
from conversation.cart import Cart
from conversation.offer import Offer
from prompts.pack import Pack
from tools.errors import ShopUnreachable
from tools.sample_shop import SampleShop


@dataclass(frozen=True, slots=True)
class Outage:
    """From `begins` for as long as it `lasts`, both since the week's start."""

    begins: timedelta
    lasts: timedelta

    def covers(self, since_start: timedelta) -> bool:
        return self.begins <= since_start < self.begins + self.lasts


def hours(begins: float, lasts: float) -> Outage:
    return Outage(timedelta(hours=begins), timedelta(hours=lasts))


@dataclass(frozen=True, slots=True)
class Trouble:
    """Each one's outages."""

    carrier: tuple[Outage, ...]
    shop: tuple[Outage, ...]
    model: tuple[Outage, ...]


A_WEEK_OF_IT = Trouble(
    carrier=(hours(10, 1.5), hours(57, 0.2), hours(106, 3)),
    shop=(hours(16, 4), hours(82, 1), hours(130, 6)),
    model=(hours(12, 2), hours(60, 0.5), hours(110, 5)),
)

Now = Callable[[], timedelta]
"""How long the week has lasted."""


def cut_off(simulator: Simulator, outages: tuple[Outage, ...], now: Now) -> None:
    """Let the simulated carrier be away then."""
    check = simulator._check_up

    def check_up() -> None:
        if any(outage.covers(now()) for outage in outages):
            raise Unreachable("the carrier is away", maybe_sent=False)
        check()

    simulator._check_up = check_up  # type: ignore[method-assign]


def overhear(simulator: Simulator, tell: Callable[[str], None]) -> None:
    """Tell the number of every phone that gets a text."""
    carry = simulator._network.carry_to_phone

    def carry_to_phone(outgoing: Outgoing) -> str:
        provider_id = carry(outgoing)
        tell(outgoing.to)
        return provider_id

    simulator._network.carry_to_phone = carry_to_phone  # type: ignore[method-assign]


class ShopAway(SampleShop):
    """The sample shop, which issues no codes while it is away. What it honours is what it issued."""

    def __init__(self, opened_at: datetime, outages: tuple[Outage, ...], now: Now) -> None:
        super().__init__(opened_at)
        self._outages = outages
        self._week = now

    async def issue_code(self, offer: Offer, cart: Cart) -> str:
        if any(outage.covers(self._week()) for outage in self._outages):
            raise ShopUnreachable("the shop is away")
        return await super().issue_code(offer, cart)


class AwayModel(RehearsalModel):
    """The rehearsal model, which cannot be reached while it is away."""

    is_away: Callable[[], bool]

    def _answer(self, messages: list[BaseMessage], offered: set[str]) -> AIMessage:
        if self.is_away():
            raise ConnectionError("the model is away")
        return super()._answer(messages, offered)


def model_opener(outages: tuple[Outage, ...], now: Now) -> OpensModel:
    """Return what opens such a model for a pack."""

    async def opens(pack: Pack) -> BaseChatModel:
        return AwayModel(pack=pack, is_away=lambda: any(outage.covers(now()) for outage in outages))

    return opens
