"""Flows from the command line, for whoever works at the machine."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from api.analytics.flow_figures import flow_figures
from api.analytics.flow_trials import trials_of
from api.analytics.period import Period
from api.first_text import first_text_of
from api.ledgers import opened
from api.operator import merchant_named
from api.settings import Settings
from compliance.rulebook import load_rulebook
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.brand_setting import merchant_of
from conversation.clock import SystemClock
from conversation.errors import Unknown
from conversation.flow_version import FlowState, StoredFlow
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant
from flows.fault import Fault
from flows.keeping import FlowDesk, NotLawful, all_flows, lint, text_of
from flows.reading import read_flow

T = TypeVar("T")


async def lint_flow(settings: Settings, merchant: str, text: str) -> tuple[bool, list[str]]:
    """Return whether the text could be saved, and what there is to say of it."""
    rulebook, now = load_rulebook(), SystemClock().now()
    async with opened(settings) as ledger:
        faults = await ledger.read(lambda books: lint(books, _merchant(books, merchant), rulebook, text, now))
    lawful = not any(fault.is_refusal for fault in faults)
    return lawful, [*_told(faults), "It can be saved." if lawful else "It cannot be saved."]


async def list_flows(settings: Settings, merchant: str) -> list[str]:
    """Tell each flow's state, version, what begins it, how many runs it had, and who texts first about carts."""

    def read(books: Reader) -> list[str]:
        merchant_id = merchant_named(books, merchant)
        counts = books.run_counts(merchant_id)
        rows = [_row(flow, counts.get(flow.id, 0)) for flow in all_flows(books, merchant_id)]
        first = first_text_of(books, merchant_of(books, merchant_id), SystemClock().now())
        return [*rows, f"First text about a cart: {first.words}"]

    async with opened(settings) as ledger:
        return await ledger.read(read)


async def add_flow(settings: Settings, merchant: str, text: str, *, switch_on: bool) -> tuple[bool, list[str]]:
    """Save a text; return whether it was, and what there is to say. Raises Invalid, Unknown."""

    def command(desk: FlowDesk) -> StoredFlow:
        saved = desk.save(text)
        return desk.switch(saved.id, FlowState.ACTIVE) if switch_on else saved

    try:
        saved = await _change(settings, merchant, command)
    except NotLawful as refused:
        return False, [*_told(refused.faults), "It was not saved."]
    return True, [f"Saved as version {saved.version}: {saved.name} is {saved.state.value}."]


async def switch_flow(settings: Settings, merchant: str, flow_id: str, *, is_on: bool) -> list[str]:
    """Let a flow run, or pause it. Raises NotLawful, Unknown."""
    state = FlowState.ACTIVE if is_on else FlowState.PAUSED
    changed = await _change(settings, merchant, lambda desk: desk.switch(flow_id, state))
    return [f"{changed.name} is {changed.state.value}."]


async def figures_of(settings: Settings, merchant: str, flow_id: str, days: int) -> list[str]:
    """Tell what came of a flow in the last `days` days. Raises Invalid, Unknown."""
    now = SystemClock().now()

    def read(books: Reader) -> list[str]:
        brand = _merchant(books, merchant)
        stored = next((flow for flow in all_flows(books, brand.id) if flow.id == flow_id), None)
        if stored is None:
            raise Unknown("flow", flow_id)
        figures = flow_figures(books, brand, Period.read(brand.timezone, now, days=days))
        flow = read_flow(text_of(books, brand.id, flow_id, stored.version)).flow
        trials = trials_of(books, brand, flow, figures.currency) if flow else ()
        sheet = figures.sheet(flow_id)
        table = sheet.as_text().splitlines() if sheet.rows else ["It texted nobody in these days."]
        return [*table, *(f"{trial.name}: {trial.words}" for trial in trials)]

    async with opened(settings) as ledger:
        return await ledger.read(read)


async def _change(settings: Settings, merchant: str, change: Callable[[FlowDesk], T]) -> T:
    now = SystemClock().now()
    async with opened(settings) as ledger:
        return await ledger.write(lambda books: change(_desk(books, merchant, now)))


def _desk(books: Books, merchant: str, now: datetime) -> FlowDesk:
    return FlowDesk(books, load_rulebook(), _merchant(books, merchant), Doer(OPERATOR), now)


def _merchant(books: Reader, named: str) -> Merchant:
    return merchant_of(books, merchant_named(books, named))


def _told(faults: tuple[Fault, ...]) -> list[str]:
    return [f"{fault.weight.value}: {fault.sentence}" for fault in faults]


def _row(flow: StoredFlow, runs: int) -> str:
    words = f" {', '.join(flow.words)}" if flow.words else ""
    return f"{flow.id:<24} {flow.state.value:<9} v{flow.version:<3} {flow.trigger.value}{words}, {runs} runs"
