"""The sheets of a report."""

from collections.abc import Iterable, Iterator
from functools import partial

from api.analytics import definitions as how
from api.analytics.report import AI_SPOKE, HUMAN_SPOKE, Report, Source, Sum
from api.analytics.sentences import arm_name
from api.analytics.sheet import NOTHING, Cell, Column, Sheet, count, money, share, wait, words
from api.analytics.texts_sheet import texts_sheet
from conversation.attribution_rule import How
from conversation.credit import Spoke
from conversation.figures import CreditedSum, Talks
from conversation.message import Author
from conversation.money import Money

SPOKE_NAMES = {
    Spoke.AI: "AI",
    Spoke.HUMAN: "Human",
    Spoke.HYBRID: "Hybrid: both",
    Spoke.AUTOMATION: "Automation alone",
}
HOW_NAMES = {How.CLICK: "Click", How.CODE: "Code", How.VIEW: "View", None: "Unattributed"}
_ORDERS, _REVENUE = Column("Orders", how.ORDERS), Column("Revenue", how.REVENUE)


def sheets_of(report: Report) -> tuple[Sheet, ...]:
    """Return every sheet that has a row."""
    made = (_revenue(report), _sources(report), _texts(report), _seats(report), _waits(report), _costs(report))
    return tuple(sheet for sheet in (*made, _experiments(report), _days(report)) if sheet.rows)


def sheet_named(report: Report, name: str) -> Sheet | None:
    return next((sheet for sheet in sheets_of(report) if sheet.id == name), None)


def _revenue(report: Report) -> Sheet:
    rows = [
        (words(HOW_NAMES[one]), words(currency), *_sum(report.by_how(currency, one)))
        for currency in report.currencies
        for one in (*How, None)
    ]
    totals = [(words("All orders"), words(currency), *_sum(report.sum_of(currency))) for currency in report.currencies]
    columns = (Column("Credited by"), Column("Currency"), _ORDERS, _REVENUE)
    return Sheet("revenue", "Revenue by credit", how.windows(report.rule), columns, (*rows, *totals))


def _sources(report: Report) -> Sheet:
    rows = [
        (words(name), words(kind), words(currency), *_sum(found))
        for currency in report.currencies
        for name, kind, found in _by_source(report, currency)
    ]
    about = "Answers go on from the flow or campaign that texted up to 7 days before. The rows add up to all orders."
    columns = (Column("Flow or campaign"), Column("Kind"), Column("Currency"), _ORDERS, _REVENUE)
    return Sheet("sources", "Revenue by flow and campaign", about, columns, tuple(rows))


def _by_source(report: Report, currency: str) -> Iterator[tuple[str, str, Sum]]:
    for source in report.sources:
        kind = source[0].value if source[0] else ""
        yield report.names[source], kind, report.sum_of(currency, partial(_is_of, source))
    yield "Unattributed", "", report.by_how(currency, None)


def _texts(report: Report) -> Sheet:
    return texts_sheet(report.reach, report.sums, report.currency, report.names)


def _seats(report: Report) -> Sheet:
    columns = (
        Column("Who spoke", how.CONVERSATIONS),
        Column("Conversations", how.CONVERSATIONS),
        Column("AI texts"),
        Column("Human texts"),
        Column("Replies", how.REPLIES),
        Column("Opt-outs", how.OPTED_OUT),
        Column("Opt-out rate"),
        Column("Escalations", how.ESCALATIONS),
        Column("Recovered", how.RECOVERED),
        Column("Revenue", how.REVENUE),
    )
    about = "Orders are counted by who had spoken in the conversation until then, texts by who spoke on the day."
    return Sheet("seats", "Seats", about, columns, tuple(_seat_rows(report)))


def _seat_rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    talks = {one.spoke: one for one in report.talks}
    for spoke in Spoke:
        one, bought = talks.get(spoke, Talks(spoke, 0, 0, 0, 0, 0, 0)), report.by_spoke(report.currency, spoke)
        if one.conversations or bought.orders:
            yield (
                words(SPOKE_NAMES[spoke]),
                *map(count, (one.conversations, one.ai_texts, one.human_texts, one.replies, one.opted_out)),
                share(one.opted_out, one.conversations),
                count(one.escalated),
                *_sum(bought),
            )


def _waits(report: Report) -> Sheet:
    named = (("AI", report.waits[Author.AI]), ("People", report.waits[Author.HUMAN]))
    rows = [(words(name), count(one.answers), wait(one.median), wait(one.p90)) for name, one in named if one.answers]
    columns = (Column("Answered by"), Column("Answers"), Column("Median", how.WAIT), Column("90 % within", how.WAIT))
    return Sheet("waits", "Response times", how.WAIT, columns, tuple(rows))


def _costs(report: Report) -> Sheet:
    spent = report.spent
    by_ai, by_people = report.recovered(AI_SPOKE), report.recovered(HUMAN_SPOKE)
    rows, every = [], sum(one.orders for one in report.sums if one.how is not None)
    if report.segments:
        rows.append((words("Texts: segments"), count(report.segments), count(every), _each(report.segments, every)))
    if spent.calls:
        tokens = (("AI: tokens read", spent.tokens_in), ("AI: tokens written", spent.tokens_out))
        rows += [(words(name), count(number), count(by_ai), _each(number, by_ai)) for name, number in tokens]
    if report.held_seconds:
        each = report.held_seconds // by_people if by_people else None
        rows.append((words("People: time"), wait(report.held_seconds), count(by_people), wait(each)))
    about = "Segments over all recovered orders, tokens over those with the AI, time over those with people."
    columns = (
        Column("What"),
        Column("In all", f"{how.SEGMENTS} {how.TOKENS} {how.MINUTES}"),
        Column("Recovered", how.RECOVERED),
        Column("Per recovered order"),
    )
    return Sheet("costs", "Cost of a recovered order", about, columns, tuple(rows))


def _experiments(report: Report) -> Sheet:
    rows = [
        (
            words(one.name),
            words(arm_name(arm.name)),
            *map(count, (arm.recipients, arm.conversions)),
            share(arm.conversions, arm.recipients),
            *map(count, (arm.clicks, arm.replies, arm.opt_outs)),
            money(Money(arm.revenue, report.currency)),
        )
        for one in report.experiments
        for arm in one.arms
    ]
    columns = (
        Column("Experiment"),
        Column("Arm"),
        Column("Contacts"),
        Column("Bought"),
        Column("Share"),
        Column("Clicked"),
        Column("Replied"),
        Column("Opted out"),
        Column("Revenue", how.REVENUE),
    )
    about = "Since each began; everybody who entered, for 7 days from then on, whatever the period above."
    return Sheet("experiments", "Hold-outs and A/B tests", about, columns, tuple(rows))


def _days(report: Report) -> Sheet:
    rows = [
        (
            words(day.day.isoformat()),
            count(day.placed.orders),
            money(day.placed.money),
            count(day.credited.orders),
            money(day.credited.money),
        )
        for day in reversed(report.days)
    ]
    columns = (Column("Day"), _ORDERS, _REVENUE, Column("Recovered", how.RECOVERED), Column("Recovered revenue"))
    zone = report.period.zone.key
    about = f"Days as clocks in {zone} show them, in {report.currency}."
    return Sheet("days", "Day by day", about, columns, tuple(rows))


def _is_of(source: Source, one: CreditedSum) -> bool:
    return one.how is not None and (one.kind, one.automation_id) == source


def _sum(found: Sum) -> Iterable[Cell]:
    return count(found.orders), money(found.money)


def _each(number: int, orders: int) -> Cell:
    return count(number // orders) if orders else NOTHING
