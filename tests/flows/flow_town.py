"""Many runs of one flow, each contact with something else in its way, and the processes that move them until killed."""

import asyncio
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path

from sqlalchemy import TextClause, text

from api.flowing import flow_hands
from channels.sender import OutboxSender
from channels.simulator_weather import Reject
from conversation.acts import Doer
from conversation.consent import Suppression, SuppressionReason
from conversation.control import take_over
from conversation.due import DueKind, DueState
from conversation.fence import hold
from conversation.flow_run import FlowRun, TriggerKind
from conversation.flow_version import FlowState
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant
from conversation.opening import find_or_open
from conversation.receiving import receive
from conversation.store_sql.books import SqlBooks
from conversation.store_sql.opening import open_ledger
from conversation.store_sql.reader import SqlReader
from conversation.store_sql.statement import Statement
from flows.engine import FlowEngine
from flows.entering import Happened, enter_flows
from flows.keeping import FlowDesk
from flows.replying import hear
from tests.conversation.world import DANA, MERCHANT, text_from
from tests.flows.campaign_town import AUDIT, RULEBOOK, FileClock, Kind, Townsperson, network_in, worker_name
from tools.shop import Shop

PARADE = """\
id: parade
name: Parade
class: promotional
trigger: manual
only_if: {consent: marketing}
cancel_on: [took_over]
steps:
  - tag: begun
  - text: "Hi {first_name}, new arrivals are in the store this week."
    name: first
  - wait: 1 day
  - if: {clicked: no}
    then:
      - tag: unhurried
  - split: second_words
    variants:
      - name: plain
        weight: 50
        steps:
          - text: "Second, in plain words: shall we tell you what is new?"
            name: plain
      - name: warm
        weight: 50
        steps:
          - text: "Second, in warm words: would you love to hear what is new?"
            name: warm
  - listen: 1 day
    cases:
      - means: yes
        then:
          - text: "Third: the new coats are here. Which colour do you like?"
            name: third
    timeout:
      - tag: silent
"""


class Fate(StrEnum):
    """What comes between two texts."""

    NOTHING = "nothing"
    STOPS = "opts out after the first text"
    TAKEN_OVER = "a person takes over after the first text"
    ANSWERS = "says yes to the second text"


def fate_of(number: int) -> Fate:
    return {7: Fate.STOPS, 9: Fate.TAKEN_OVER, 12: Fate.ANSWERS, 20: Fate.ANSWERS}.get(number % 25, Fate.NOTHING)


_TRAIL = {
    "sqlite": (
        "CREATE TABLE trail (run TEXT NOT NULL, place INTEGER NOT NULL)",
        """CREATE TRIGGER tread AFTER UPDATE ON flow_runs WHEN OLD.position <> NEW.position
        BEGIN INSERT INTO trail VALUES (OLD.id, OLD.position); END""",
    ),
    "postgres": (
        "CREATE TABLE trail (run TEXT NOT NULL, place INTEGER NOT NULL)",
        """CREATE FUNCTION note_tread() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO trail VALUES (OLD.id, OLD.position); RETURN NEW; END $$""",
        """CREATE TRIGGER tread AFTER UPDATE ON flow_runs FOR EACH ROW WHEN (OLD.position <> NEW.position)
        EXECUTE FUNCTION note_tread()""",
    ),
}
"""Has the database itself note each step that a run leaves behind, in the transaction that did it."""


def lay_trail(books: Books) -> None:
    assert isinstance(books, SqlBooks)
    dialect = "sqlite" if books._session.dialect == "sqlite" else "postgres"
    for words in _TRAIL[dialect]:
        books._session.run(Statement(partial(_as_it_is, words)), {})


def trail(books: Reader) -> list[tuple[str, int]]:
    """Every step that was done, by its run."""
    assert isinstance(books, SqlReader)
    found = books._session.all(Statement(partial(_as_it_is, "SELECT run, place FROM trail")), {})
    return [(row[0], row[1]) for row in found]


def _as_it_is(words: str, dialect: str) -> TextClause:
    return text(words)


def begin(books: Books, townspeople: tuple[Townsperson, ...], now: datetime) -> None:
    """Switch the flow on and let everybody in who may be."""
    merchant = books.merchant(MERCHANT.id)
    assert merchant is not None
    clerk = FlowDesk(books, RULEBOOK, merchant, Doer(DANA.id), now)
    clerk.save(PARADE)
    clerk.switch("parade", FlowState.ACTIVE)
    for one in townspeople:
        came = enter_flows(books, one.contact, Happened(TriggerKind.MANUAL, now), now)
        may_enter = one.kind not in (Kind.NO_CONSENT, Kind.OPTED_OUT)
        assert [isinstance(each, FlowRun) for each in came] == [may_enter], (one, came)


def interfere(books: Books, townspeople: tuple[Townsperson, ...], now: datetime) -> None:
    """Opt some out, and let a person take over from some."""
    for number, one in enumerate(townspeople):
        contact, fate = one.contact, fate_of(number)
        if fate is Fate.STOPS:
            books.save_suppression(Suppression(MERCHANT.id, contact.phone, SuppressionReason.OPT_OUT, now, "STOP"))
        elif fate is Fate.TAKEN_OVER:
            take_over(books, MERCHANT.id, find_or_open(books, contact, now).id, DANA, now)


def answer(books: Books, townspeople: tuple[Townsperson, ...], now: datetime) -> None:
    """Let some say yes, as a turn hears it."""
    for number, one in enumerate(townspeople):
        if fate_of(number) is not Fate.ANSWERS:
            continue
        receive(books, text_from(one.contact.phone, "yes please"), now)
        talk = find_or_open(books, one.contact, now)
        with hold(books, talk.merchant_id, talk.id, now) as held:
            due = books.due_rows(talk.merchant_id, talk.id)
            (row,) = (row for row in due if row.kind is DueKind.FLOW and row.state is DueState.WAITING)
            hear(held, row)


def work(folder: Path, url: str, number: int, rejects: tuple[Reject, ...]) -> None:
    """Be a worker, for ever."""
    asyncio.run(_work(folder, url, number, rejects))


async def _work(folder: Path, url: str, number: int, rejects: tuple[Reject, ...]) -> None:
    ledger, clock = await open_ledger(url, audit=AUDIT), FileClock(folder / "clock")
    network = network_in(folder, rejects, number)
    sender = OutboxSender(ledger, clock, RULEBOOK, {network.name: network}, worker_name(number), "http://twolane.test")
    engine = FlowEngine(ledger, clock, flow_hands(RULEBOOK), no_shop)
    while True:
        done = await engine.advance_due() + await sender.send_queued(500)
        if not done and not await sender.settle_left_behind():
            await asyncio.sleep(0.02)


def no_shop(merchant: Merchant) -> Shop:
    raise AssertionError("the parade gives no discount")
