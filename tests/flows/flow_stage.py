"""A stage with flows on it: saved, switched on, entered, and what came of it."""

from datetime import UTC, datetime, timedelta

from api.sample_world import MERCHANT
from api.stage import Stage
from compliance.rulebook import load_rulebook
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.contact import Contact
from conversation.flow_run import FlowRun, TriggerKind
from conversation.flow_version import FlowState, StoredFlow
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.message import Direction, Message
from conversation.opening import find_or_add_contact
from conversation.touch import Touch
from flows.entering import Happened, NotEntered, enter_flows
from flows.keeping import FlowDesk
from tools.sample_catalog import sample_catalog

NOON = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
"""A Tuesday, half past noon in New York."""
SHOPPER = sample_catalog().shopper("noah_brown_6181")
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


def desk(books: Books, now: datetime) -> FlowDesk:
    merchant = books.merchant(MERCHANT.id)
    assert merchant is not None
    return FlowDesk(books, load_rulebook(), merchant, Doer(OPERATOR), now)


async def switch_on(stage: Stage, text: str) -> StoredFlow:
    """Save a flow and let it run."""

    def command(books: Books) -> StoredFlow:
        saved = desk(books, stage.clock.now()).save(text)
        return desk(books, stage.clock.now()).switch(saved.id, FlowState.ACTIVE)

    return await stage.twolane.house.ledger.write(command)


async def happens(
    stage: Stage, kind: TriggerKind, subject: str = "", word: str = ""
) -> tuple[FlowRun | NotEntered, ...]:
    """Let something happen to the shopper now, and settle."""

    def command(books: Books) -> tuple[FlowRun | NotEntered, ...]:
        now = stage.clock.now()
        contact = find_or_add_contact(books, MERCHANT.id, SHOPPER.phone, now)
        return enter_flows(books, contact, Happened(kind, now, subject, word), now)

    begun = await stage.twolane.house.ledger.write(command)
    await stage.settle()
    return begun


async def contact_of(stage: Stage) -> Contact:
    found = await stage.twolane.house.ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, SHOPPER.phone))
    assert found is not None
    return found


async def runs(stage: Stage, flow_id: str = "") -> list[FlowRun]:
    contact = await contact_of(stage)
    found = await stage.twolane.house.ledger.read(lambda books: books.runs_of_contact(MERCHANT.id, contact.id))
    return [run for run in found if not flow_id or run.flow_id == flow_id]


async def touches(stage: Stage) -> tuple[Touch, ...]:
    contact = await contact_of(stage)
    return await stage.twolane.house.ledger.read(
        lambda books: books.touches_of_contact(MERCHANT.id, contact.id, NOON - DAY)
    )


async def texts(stage: Stage) -> list[Message]:
    """Everything said in the shopper's conversations, in order."""
    contact = await contact_of(stage)

    def look(books: Books) -> list[Message]:
        talks = books.conversations_of(MERCHANT.id, contact.id)
        return [message for talk in talks for message in books.messages(talk.merchant_id, talk.id)]

    return await stage.twolane.house.ledger.write(look)


async def ours(stage: Stage) -> list[tuple[str, str]]:
    """What we texted the shopper: the purpose and the words."""
    said = await texts(stage)
    return [(str(one.purpose), one.text) for one in said if one.direction is Direction.OUT]


async def change_merchant(stage: Stage, merchant: Merchant) -> None:
    await stage.twolane.house.ledger.write(lambda books: books.save_merchant(merchant))
