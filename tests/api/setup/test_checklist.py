"""The checklist against the gate and the sender: where it sees nothing in the way, a first lawful reminder leaves."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.sample_world import MERCHANT, SENDER, seed_store
from api.settings import Settings
from api.setup.checklist import LINES, checklist
from api.setup.facts import Probes, Tried
from api.setup.gathering import Gatherer
from api.setup.item import Checklist, State, Weight
from api.shops.secrets import ShopSecrets
from api.stage import open_stage
from channels.carrier import Carrier
from channels.sender import OutboxSender
from channels.simulator import Simulator
from compliance.exit import Queued, submit
from compliance.rulebook import load_rulebook
from conversation.business import Business
from conversation.carts import remember_cart
from conversation.clock import ScriptedClock
from conversation.consent import ConsentMethod, ConsentScope
from conversation.consenting import BY_SYSTEM, ConsentBook, Proof
from conversation.draft import Cause, CauseKind, Draft
from conversation.errors import Misconfigured
from conversation.fence import hold
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.message import Author, Origin
from conversation.opening import find_or_add_contact
from conversation.sender import Registration, UseCase
from conversation.store_memory import MemoryLedger
from tests.api.pages import NOON
from tests.conversation.world import cart_of

PHONE = "+13035550111"
RULEBOOK = load_rulebook()
SHOP = "kestrel.example"


class Elsewhere(Simulator):
    """A carrier that is no simulated one by its name."""

    name = "twilio"  # type: ignore[assignment]


@dataclass(frozen=True)
class Standing:
    """How a merchant may stand in whatever the checklist says blocks."""

    name: str = "Kestrel Outfitters"
    registration: Registration | None = Registration.VERIFIED
    use: UseCase = UseCase.MIXED
    carrier: str = "simulator"
    has_carrier: bool = True
    public_url: str = "https://texts.kestrel.example"
    trade: tuple[tuple[str, ...], int] = ((), 0)
    has_secret: bool = True
    has_pending_too: bool = False

    @property
    def merchant(self) -> Merchant:
        categories, age = self.trade
        standing = replace(MERCHANT.settings, categories=categories, age_gate=age)
        return replace(MERCHANT, name=self.name, shop_domain=SHOP, settings=standing)

    @property
    def settings(self) -> Settings:
        secret = {"shopify_client_secret": "s" * 32} if self.has_secret else {}
        return Settings(_env_file=None, data_dir=Path("/nowhere"), public_url=self.public_url, **secret)

    def carriers(self, clock: ScriptedClock) -> Mapping[str, Carrier]:
        opened: list[Carrier] = []
        for kind in (Simulator, Elsewhere):
            if self.has_carrier or kind.name != self.carrier:
                opened.append(kind(path=":memory:", clock=clock, auth_token="t", public_url=self.public_url))
        return {carrier.name: carrier for carrier in opened}

    @property
    def reaches_us(self) -> bool:
        """Whether an answer to a text would arrive here."""
        return self.carrier == "simulator" or self.public_url.startswith("https://texts.")

    def seed(self, books: Books) -> None:
        books.save_merchant(self.merchant)
        if self.registration is not None:
            books.save_sender(replace(SENDER, registration=self.registration, use_case=self.use, carrier=self.carrier))
        if self.has_pending_too:
            pending = Registration.PENDING
            books.save_sender(replace(SENDER, id="snd_0", phone="+18885550101", registration=pending))


STANDINGS = st.builds(
    Standing,
    name=st.sampled_from(("Kestrel Outfitters", "Café 9", "")),
    registration=st.sampled_from((Registration.VERIFIED,) * 5 + (*Registration, None)),
    use=st.sampled_from((UseCase.MIXED, UseCase.MIXED, *UseCase)),
    carrier=st.sampled_from(("simulator", "twilio")),
    has_carrier=st.sampled_from((True, True, True, False)),
    public_url=st.sampled_from(("https://texts.kestrel.example", "http://127.0.0.1:8040", "https://localhost")),
    trade=st.sampled_from((((), 0), ((), 0), (("alcohol",), 21), (("alcohol",), 18), (("vape",), 21))),
    has_secret=st.sampled_from((True, True, True, False)),
    has_pending_too=st.booleans(),
)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(STANDINGS)
def test_a_first_reminder_leaves_exactly_where_nothing_on_the_list_blocks(standing: Standing) -> None:
    found, left = asyncio.run(_seen_and_tried(standing))
    assert found.lets_send is left, list(found.blocking) or "the gate or the sender stopped it"


async def _seen_and_tried(standing: Standing) -> tuple[Checklist, bool]:
    """Return the checklist, and whether a reminder to somebody who would opt in by text reached their phone."""
    clock, ledger = ScriptedClock(NOON), MemoryLedger()
    await ledger.write(standing.seed)
    carriers = standing.carriers(clock)
    gatherer = Gatherer(standing.settings, frozenset(carriers), ShopSecrets(standing.settings))
    found = await ledger.read(lambda books: gatherer.gather(books, standing.merchant, NOON, Probes()))
    try:
        departure = await ledger.write(lambda books: _remind(books, standing))
    except Misconfigured:
        return checklist(found, RULEBOOK), False
    sender = OutboxSender(ledger, clock, RULEBOOK, carriers, "wrk_1", standing.public_url)
    left = departure and await sender.send_queued() == 1
    return checklist(found, RULEBOOK), left


def _remind(books: Books, standing: Standing) -> bool:
    merchant = standing.merchant
    contact = replace(find_or_add_contact(books, merchant.id, PHONE, NOON), region="CO", country="US")
    books.save_contact(contact)
    cart = replace(cart_of(contact), merchant_id=merchant.id, shop_domain=SHOP, abandoned_at=NOON - timedelta(hours=1))
    conversation = remember_cart(books, contact, cart, timedelta(minutes=30), NOON)
    if not standing.has_secret:  # the shop's webhook would have been answered 403
        with hold(books, merchant.id, conversation.id, NOON) as held:
            held.change(cart_id=None)
    proof = Proof(ConsentMethod.TEXT.value, "test", NOON, BY_SYSTEM)
    answer = "msg_yes" if standing.reaches_us else None
    ConsentBook(books, merchant.id, PHONE, NOON).record(
        ConsentScope.CART_REMINDERS, "cart reminders", proof, answer_id=answer
    )
    with hold(books, merchant.id, conversation.id, NOON) as held:
        draft = Draft(
            merchant_id=merchant.id,
            conversation_id=conversation.id,
            body="Hi, you left a Backpack in your cart. Did something hold you up?",
            author=Author.AI,
            origin=Origin.GENERATED,
            cause=Cause(CauseKind.CART, cart.id),
            epoch=held.row.epoch,
            seen_seq=held.row.last_inbound_seq,
            composed_at=NOON,
        )
        return isinstance(submit(held, draft, RULEBOOK), Queued)


def gatherer_with(*carriers: str) -> Gatherer:
    settings = Standing().settings
    return Gatherer(settings, frozenset(carriers), ShopSecrets(settings))


@pytest.mark.parametrize(
    ("standing", "key"),
    [
        (Standing(name=""), "brand"),
        (Standing(registration=None), "number"),
        (Standing(registration=Registration.PENDING), "number"),
        (Standing(use=UseCase.CUSTOMER_CARE), "use"),
        (Standing(has_carrier=False), "carrier"),
        (Standing(carrier="twilio", public_url="http://127.0.0.1:8040"), "address"),
        (Standing(trade=(("vape",), 21)), "trade"),
        (Standing(has_secret=False), "shop"),
    ],
)
async def test_each_line_that_blocks_stops_the_text_by_itself(standing: Standing, key: str) -> None:
    found, left = await _seen_and_tried(standing)
    assert not left
    assert key in {item.key for item in found.blocking}
    assert {item.key for item in found.blocking} <= {key, "carrier", "use"}


async def test_a_model_that_cannot_be_opened_blocks_and_no_reminder_leaves() -> None:
    def opens(*_: object) -> object:
        raise Misconfigured("TWOLANE_MODEL", "there is no such model")

    async with open_stage(NOON, opens=opens) as stage:  # type: ignore[arg-type]
        from tests.api.pages import NOAH

        await stage.consent(NOAH)
        await stage.leave_cart(NOAH)
        await stage.advance(timedelta(minutes=31))
        assert stage.twolane.house.simulator is not None
        assert stage.twolane.house.simulator.phone(NOAH.phone) == ()


def test_what_was_tried_and_failed_blocks_and_says_so() -> None:
    merchant = Standing().merchant
    ledger = MemoryLedger()
    asyncio.run(ledger.write(Standing().seed))
    gatherer = gatherer_with("simulator")
    failed = Tried(NOON, "20003: the token is wrong")
    probes = Probes(carrier=failed, model=failed, policies=failed)
    facts = asyncio.run(ledger.read(lambda books: gatherer.gather(books, merchant, NOON, probes)))
    found = checklist(facts, RULEBOOK)
    assert {item.key for item in found.blocking} == {"carrier", "model"}
    assert "20003" in found.item("carrier").why


def test_every_line_has_a_name_of_its_own_and_says_where_it_is_put_right() -> None:
    ledger = MemoryLedger()
    asyncio.run(ledger.write(seed_store))
    gatherer = gatherer_with("simulator")
    facts = asyncio.run(ledger.read(lambda books: gatherer.gather(books, MERCHANT, NOON, Probes())))
    found = checklist(facts, RULEBOOK)
    assert len({item.key for item in found.items}) == len(LINES)
    assert all(item.why and item.href.startswith("/") for item in found.items)
    assert all(item.source for item in found.items if item.rule)
    owed = {item.key for item in found.of(Weight.OWED) if item.state is not State.DONE}
    assert owed == {"business", "policy_addresses", "consent_wording"}
    assert found.lets_send
    assert "not an LLM" in found.item("model").why


def test_a_business_told_in_full_is_owed_no_longer() -> None:
    known = Business(
        legal_name="Kestrel Outfitters LLC",
        ein="12-3456789",
        street="1 Ridge Rd",
        city="Denver",
        region="CO",
        postal_code="80202",
        website="https://kestrel.example",
        contact_name="Ana Ruiz",
        contact_email="ana@kestrel.example",
        contact_phone="+13035550142",
    )
    merchant = replace(MERCHANT, settings=replace(MERCHANT.settings, business=known))
    ledger = MemoryLedger()
    gatherer = gatherer_with()
    facts = asyncio.run(ledger.read(lambda books: gatherer.gather(books, merchant, NOON, Probes())))
    assert checklist(facts, RULEBOOK).item("business").is_done
