"""What the checklist rests on: how a merchant stands in the ledger, and what was found by trying."""

from dataclasses import dataclass
from datetime import datetime

from api.first_text import FirstText
from api.setup.trial import Trial
from conversation.merchant import Merchant
from conversation.sender import Sender
from conversation.shop_sync import ShopSync


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of trying something in the world outside. `problem` is empty where it worked."""

    at: datetime
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Probes:
    """What was tried last; None: not since this process began."""

    carrier: Tried | None = None
    address: Tried | None = None
    model: Tried | None = None
    policies: Tried | None = None


@dataclass(frozen=True, slots=True)
class SetUpFacts:
    """`sender` is the number that a new conversation begins on. `carriers` are those that this process can reach.

    `syncs` are how far the shop was read, `flows` how many are active. `first_text` is who sends it about a cart
    now. `hears` tells whether somebody is alerted off the page. `trial` is what became of the newest test text; None
    where there was none.
    """

    merchant: Merchant
    sender: Sender | None
    carriers: frozenset[str]
    simulator: str
    public_url: str
    model: str
    shop: str
    shop_problem: str
    syncs: tuple[ShopSync, ...]
    flows: int
    has_cart: bool
    has_inbound: bool
    documents: int
    people: tuple[str, ...]
    hears: bool
    first_text: FirstText
    trial: Trial | None = None
    registration_faults: tuple[str, ...] = ()
    probes: Probes = Probes()

    @property
    def is_simulated(self) -> bool:
        """Whether texts go to simulated phones only."""
        return self.sender is not None and self.sender.carrier == self.simulator
