"""What the Flows pages show: the list, one flow in words, its text with what the linter says, and its history."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from api.analytics.flow_figures import FlowFigures, FlowTotals, flow_figures
from api.analytics.flow_trials import in_short, trials_of
from api.analytics.period import Period
from api.first_text import FirstText, FirstTextBy, first_text_of
from api.flow_office import FlowOffice
from api.pages.campaign_pictures import Pictured, pictured
from api.pages.flow_results import FlowResults, results_of
from api.pages.flow_shelf import Shelf, shelf_of
from api.pages.look import Look
from api.pages.moments import Moments, Stamp
from api.pages.settings_frame import Frame, moments_at
from conversation.acts import Doer
from conversation.flow_run import RunState, TriggerKind
from conversation.flow_version import FlowState, FlowVersion, StoredFlow
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.role import Permission, Permitted
from flows.fault import Fault
from flows.flow import Flow
from flows.keeping import lint, text_of
from flows.previewing import Preview, previews_of
from flows.reading import read_flow
from flows.shipped import SHIPPED_BY
from flows.steps import Text
from flows.words import Sentence, beginning_of, sentences_of, terms_of

NEWEST_RUNS = 200
SHOWN_RUNS = 20
SHOWN_VERSIONS = 10


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One flow in the list. `running` is of its newest runs, `totals` of the period; `trials` says what it tries."""

    flow: StoredFlow
    begins: str
    kind: str
    runs: int
    running: int
    totals: FlowTotals
    trials: str
    changed: Stamp | None

    @property
    def state(self) -> str:
        return state_in_a_word(self.flow)


@dataclass(frozen=True, slots=True)
class FlowsPage:
    """`said` is the period that figures are of."""

    frame: Frame
    rows: tuple[FlowRow, ...]
    first_text: FirstText
    said: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the preview, with what a sample contact would get where it is a text."""

    sentence: Sentence
    preview: Preview | None
    pictures: tuple[Pictured, ...] = ()


@dataclass(frozen=True, slots=True)
class LintView:
    """What the linter says of a text: the lines of the gutter, each with its gravest fault, and all faults."""

    lines: tuple[tuple[int, str], ...]
    faults: tuple[Fault, ...]

    @property
    def refusals(self) -> int:
        return sum(fault.is_refusal for fault in self.faults)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version, and what it changed: lines with a sign before them."""

    version: FlowVersion
    saved: Stamp
    by: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunRow:
    who: str
    state: RunState
    outcome: str
    sent: int
    began: Stamp
    conversation: str | None


@dataclass(frozen=True, slots=True)
class FlowPage:
    """One flow. `stored` is None for one that is being written; `flow` None while its text cannot be read."""

    frame: Frame
    stored: StoredFlow | None
    text: str
    flow: Flow | None
    begins: str
    terms: tuple[str, ...]
    lines: tuple[Line, ...]
    lint: LintView
    versions: tuple[VersionRow, ...]
    runs: tuple[RunRow, ...]
    results: FlowResults | None
    first_text: FirstText | None
    shelf: Shelf
    may_change: bool

    @property
    def state(self) -> str:
        return state_in_a_word(self.stored) if self.stored else ""

    @property
    def if_on(self) -> str:
        """Say what switching it on changes about the first text of a cart; empty for a flow that is on."""
        if self.first_text is None or self.stored is None or self.stored.state is FlowState.ACTIVE:
            return ""
        if self.first_text.by is FirstTextBy.FLOW:
            return "Switched on as well, whichever of the flows comes first sends it."
        return "Switched on, this flow sends it instead."


def flows_page(seen: Look, frame: Frame) -> FlowsPage:
    """Return the list of one merchant's flows."""
    merchant, moments = frame.merchant, moments_at(seen, frame.merchant)
    counts = seen.books.run_counts(merchant.id)
    stored = _office(seen).flows(seen.books, merchant.id)
    shown = sorted(stored, key=lambda one: (_ORDER.index(one.state), one.id))
    figures = flow_figures(seen.books, merchant, Period.read(merchant.timezone, seen.now))
    rows = tuple(_row(seen.books, merchant, one, counts.get(one.id, 0), moments, figures) for one in shown)
    said = f"{figures.period.first:%-d %b} to {figures.period.last:%-d %b %Y}"
    first_text = first_text_of(seen.books, merchant, seen.now)
    return FlowsPage(frame, rows, first_text, said, _may_change(seen, merchant))


def state_in_a_word(stored: StoredFlow) -> str:
    """Say how it stands; a shipped flow that nobody touched is a template."""
    if stored.state is FlowState.DRAFT and stored.changed_by == SHIPPED_BY:
        return "template"
    return "on" if stored.state is FlowState.ACTIVE else stored.state.value


def flow_page(seen: Look, frame: Frame, flow_id: str, typed: str = "", days: int | None = None) -> FlowPage:
    """Return one flow, and what came of it in so many days; `typed` is what was being saved where it could not be.

    Raises Unknown, Invalid.
    """
    merchant, moments = frame.merchant, moments_at(seen, frame.merchant)
    stored = _office(seen).flow(seen.books, merchant.id, flow_id)
    text = typed or text_of(seen.books, merchant.id, flow_id, stored.version)
    versions = seen.books.flow_versions(merchant.id, flow_id)
    history, runs = _history(seen.books, versions, moments), _runs(seen, merchant, flow_id, moments)
    page = _page(seen, frame, stored, text, history, runs)
    is_about_carts = stored.trigger is TriggerKind.CHECKOUT_ABANDONED
    return replace(
        page,
        results=results_of(seen, merchant, flow_id, page.flow, days),
        first_text=first_text_of(seen.books, merchant, seen.now) if is_about_carts else None,
    )


def new_flow_page(seen: Look, frame: Frame, text: str) -> FlowPage:
    """Return a page on which a new flow is written."""
    return _page(seen, frame, None, text, (), ())


def lint_view(seen: Look, merchant: Merchant, text: str) -> LintView:
    """Return what the linter says beside each line of `text`."""
    faults = lint(seen.books, merchant, seen.house.rulebook, text, seen.now)
    gravest: dict[int, str] = {}
    for fault in sorted(faults, key=lambda one: one.is_refusal):
        gravest[fault.line] = fault.weight.value
    count = max(text.count("\n") + 1, 12)
    gutter = tuple((line, gravest.get(line, "")) for line in range(1, count + 1))
    return LintView(gutter, tuple(sorted(faults, key=lambda one: not one.is_refusal)))


def _page(
    seen: Look,
    frame: Frame,
    stored: StoredFlow | None,
    text: str,
    versions: tuple[VersionRow, ...],
    runs: tuple[RunRow, ...],
) -> FlowPage:
    flow = read_flow(text).flow
    return FlowPage(
        frame=frame,
        stored=stored,
        text=text,
        flow=flow,
        begins=beginning_of(flow) if flow else "",
        terms=terms_of(flow) if flow else (),
        lines=_lines(seen, frame.merchant, flow) if flow else (),
        lint=lint_view(seen, frame.merchant, text),
        versions=versions,
        runs=runs,
        results=None,
        first_text=None,
        shelf=shelf_of(seen.books, frame.merchant.id),
        may_change=_may_change(seen, frame.merchant),
    )


def _lines(seen: Look, merchant: Merchant, flow: Flow) -> tuple[Line, ...]:
    previews = {one.line: one for one in previews_of(flow, merchant, seen.house.rulebook, seen.now)}
    return tuple(_line(seen.books, merchant, one, previews) for one in sentences_of(flow))


def _line(books: Reader, merchant: Merchant, sentence: Sentence, previews: Mapping[int, Preview]) -> Line:
    if not isinstance(sentence.step, Text):
        return Line(sentence, None)
    found = (pictured(books, merchant.id, media_id) for media_id in sentence.step.media)
    return Line(sentence, previews.get(sentence.line), tuple(picture for picture in found if picture))


_ORDER = (FlowState.ACTIVE, FlowState.PAUSED, FlowState.DRAFT, FlowState.ARCHIVED)


def _row(
    books: Reader, merchant: Merchant, stored: StoredFlow, count: int, moments: Moments, figures: FlowFigures
) -> FlowRow:
    flow = read_flow(text_of(books, merchant.id, stored.id, stored.version)).flow
    runs = books.runs_of_flow(merchant.id, stored.id, NEWEST_RUNS) if count else ()
    return FlowRow(
        flow=stored,
        begins=beginning_of(flow) if flow else stored.trigger.value,
        kind=flow.kind.value if flow else "",
        runs=count,
        running=sum(run.is_running for run in runs),
        totals=figures.totals(stored.id),
        trials=in_short(trials_of(books, merchant, flow, figures.currency)) if flow and count else "",
        changed=None if stored.changed_by == SHIPPED_BY else moments.ago(stored.changed_at),
    )


def _history(books: Reader, versions: tuple[FlowVersion, ...], moments: Moments) -> tuple[VersionRow, ...]:
    earlier = ("", *(one.text for one in versions))
    rows = [
        VersionRow(one, moments.at(one.saved_at), _name(books, one.saved_by), _changes(before, one.text))
        for before, one in zip(earlier, versions, strict=False)
    ]
    return tuple(reversed(rows))[:SHOWN_VERSIONS]


def _changes(before: str, after: str) -> tuple[str, ...]:
    if not before:
        return ()
    told = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    return tuple(line for line in told if not line.startswith(("---", "+++", "@@")))


def _name(books: Reader, user_id: str) -> str:
    user = books.user(user_id)
    return user.name if user else "shipped with Twolane" if user_id == SHIPPED_BY else user_id


def _runs(seen: Look, merchant: Merchant, flow_id: str, moments: Moments) -> tuple[RunRow, ...]:
    rows = []
    for run in seen.books.runs_of_flow(merchant.id, flow_id, SHOWN_RUNS):
        contact = seen.books.contact(merchant.id, run.contact_id)
        who = (contact.name or contact.phone) if contact else "erased"
        rows.append(RunRow(who, run.state, run.outcome, run.sent, moments.ago(run.began_at), run.conversation_id))
    return tuple(rows)


def _office(seen: Look) -> FlowOffice:
    return FlowOffice(seen.house.rulebook, seen.user, Doer(seen.user.id), seen.now, Permission.READ)


def _may_change(seen: Look, merchant: Merchant) -> bool:
    return isinstance(seen.user.may(Permission.SETTINGS, merchant.id), Permitted)
