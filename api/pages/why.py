"""Why a text could leave, had to wait or could not leave: the stored verdict, read back for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from fastapi import APIRouter, Request, Response

from api.auth import MayRead
from api.house import HouseDep
from api.pages.conversation import moments_of
from api.pages.look import Look, look
from api.pages.moments import Moments
from api.pages.page_route import PageRoute
from api.pages.rendering import render, wants_fragment
from api.pages.shell import Shell, shell_of
from compliance.explanation import Explanation, RuleRead, explain
from compliance.rule import Rule
from conversation.conversation import Conversation
from conversation.errors import Unknown
from conversation.ids import ConversationId
from conversation.verdict import Outcome, VerdictNote

router = APIRouter(prefix="/conversations", route_class=PageRoute, include_in_schema=False)

HEADLINES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"allow": ("clear", "Allowed"), "defer": ("refused", "Deferred"), "refuse": ("refused", "Refused")}
)
OUTCOMES: Mapping[Outcome, tuple[str, str]] = MappingProxyType(
    {
        Outcome.PASSED: ("quiet", "passed"),
        Outcome.OPEN: ("quiet", "open until"),
        Outcome.EXPIRES: ("quiet", "expires"),
        Outcome.WAIT: ("refused", "wait until"),
        Outcome.NO: ("refused", "no"),
    }
)
"""Outcomes that are shown one by one; those of rules that had nothing to say are counted and named."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: what it said of this text, and what the rulebook says of it."""

    id: str
    tone: str
    outcome: str
    why: str
    says: str
    source: str
    provenance: str
    rows: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The verdict in words. `older` says that another rulebook decided; `silent` names rules that said nothing."""

    tone: str
    headline: str
    reason: str
    decider: RuleLine | None
    older: str
    tried: str
    rules: tuple[RuleLine, ...]
    silent: str
    facts: tuple[tuple[str, str], ...]
    version: str


@router.get("/{conversation_id}/why/{ref}")
async def why(conversation_id: ConversationId, ref: str, request: Request, house: HouseDep, user: MayRead) -> Response:
    """Explain the verdict on a message or on a draft that did not leave; `ref` is its id."""

    def build(seen: Look) -> tuple[Shell, str, Why]:
        row = seen.conversation(conversation_id)
        words, note = _verdict_on(seen, row, ref)
        explained = explain(note, seen.house.rulebook)
        shell = shell_of(seen, "conversations", f"/conversations/{row.id}", row)
        return shell, words, why_of(explained, moments_of(seen, row))

    shell, words, view = await look(house, user, build)
    if wants_fragment(request):
        return render("fragments/why.html", why=view)
    return render("why.html", shell=shell, words=words, why=view, back=f"/conversations/{conversation_id}")


def why_of(explained: Explanation, moments: Moments) -> Why:
    """Say an explanation in the shopper's own time."""
    note = explained.note
    tone, said = HEADLINES.get(note.decision, ("quiet", note.decision))
    when = f" until {moments.clock(note.moment)}" if note.moment else ""
    shown = tuple(_line(rule, moments) for rule in explained.rules if rule.outcome in OUTCOMES)
    return Why(
        tone=tone,
        headline=f"{said}{when}",
        reason=note.why or "",
        decider=_line(explained.decider, moments) if explained.decider else None,
        older=explained.age_words if explained.is_older else "",
        tried=f"{len(note.tried)} rules tried" if len(note.tried) != 1 else "1 rule tried",
        rules=shown,
        silent=_silent(explained),
        facts=tuple((name, _in_zone(value, moments)) for name, value in explained.facts),
        version="" if explained.is_older else explained.age_words,
    )


def _verdict_on(seen: Look, row: Conversation, ref: str) -> tuple[str, VerdictNote]:
    message = seen.books.message(row.merchant_id, ref)
    if message is not None and message.conversation_id == row.id and message.verdict is not None:
        return message.text, message.verdict
    for due in seen.books.due_rows(row.merchant_id, row.id):
        if due.id == ref and due.verdict is not None:
            return due.draft.body if due.draft else "", due.verdict
    raise Unknown("verdict on", ref)


def _line(rule: RuleRead, moments: Moments) -> RuleLine:
    tone, outcome = OUTCOMES.get(rule.outcome, ("quiet", rule.outcome.value))
    return RuleLine(
        id=rule.id,
        tone=tone,
        outcome=f"{outcome} {moments.clock(rule.at)}" if rule.at else outcome.removesuffix(" until"),
        why=rule.why,
        says=rule.entry.says if rule.entry else "Today's rulebook no longer has this rule.",
        source=rule.entry.source if rule.entry else "",
        provenance=rule.entry.provenance.value if rule.entry else "",
        rows=rule.rows,
    )


def _in_zone(value: str, moments: Moments) -> str:
    """Show a moment where the shopper is; anything else stays as it is."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return moments.at(moment).exact if moment.tzinfo else value


def _silent(explained: Explanation) -> str:
    aside = [rule.id for rule in explained.rules if rule.outcome is Outcome.NOT_BINDING]
    beyond = [rule.id for rule in explained.rules if rule.outcome is Outcome.NOT_REACHED]
    said = [f"Do not bind this kind of text: {', '.join(aside)}."] if aside else []
    return " ".join([*said, *([f"Not reached: {', '.join(beyond)}."] if beyond else [])])
