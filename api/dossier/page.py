"""The file: a page that can be printed and filed, with the record inside it as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.dossier.record import Record
from api.dossier.timeline import Chapter, Facts, Timeline, Times
from api.pages.words import SCOPES, SUPPRESSIONS, phone_words
from api.rest.consent_models import standing_words
from compliance.rule import Rule
from compliance.rulebook import Rulebook
from conversation.audit import FactKind
from conversation.consent import ConsentState
from conversation.consent_event import ConsentEvent

TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class Card:
    """A consent, a change of one, an opt-out, a hold or an erasure. `tone` is given, taken, quiet or line."""

    tone: str
    title: str
    words: str
    facts: Facts
    proof: str


@dataclass(frozen=True, slots=True)
class Page:
    """What the template shows."""

    record: Record
    title: str
    shopper: str
    summary: Facts
    cards: tuple[Card, ...]
    chapters: tuple[Chapter, ...]
    rules: tuple[Rule, ...]
    times: Times


def as_html(record: Record, rulebook: Rulebook) -> str:
    """Return the whole file. It loads nothing from anywhere, and runs no script."""
    times = Times(ZoneInfo(record.zone))
    timeline = Timeline(record.dossier, rulebook, times)
    text = record.as_json()
    page = Page(
        record=record,
        title=f"Text messages between {record.dossier.merchant.name} and {record.dossier.number}",
        shopper=_shopper(record),
        summary=tuple(_summary(record, times)),
        cards=tuple(_cards(record, timeline, times)),
        chapters=timeline.chapters(),
        rules=tuple(_rules(record, rulebook)),
        times=times,
    )
    digest = sha256(text.encode()).hexdigest()
    return _environment().get_template("record.html").render(page=page, json=_inside_script(text), digest=digest)


def _shopper(record: Record) -> str:
    contact = record.dossier.contact
    if contact is None:
        return "erased" if record.dossier.erasures else "unknown"
    return f"{contact.name or 'name unknown'}, {phone_words(contact.phone)}"


def _summary(record: Record, times: Times) -> Iterator[tuple[str, str]]:
    found = record.dossier
    texts = [message for talk in found.talks for message in talk.messages]
    ours = [message for message in texts if message.direction.value == "out"]
    yield "Merchant", f"{found.merchant.name} ({found.merchant.shop_domain}, {found.merchant.id})"
    yield "Shopper", _shopper(record)
    yield "Number", found.number
    yield "Texts", f"{len(texts)}: {len(texts) - len(ours)} from the shopper, {len(ours)} to the shopper"
    if texts:
        first, last = min(one.created_at for one in texts), max(one.created_at for one in texts)
        yield "From", times.both(first)
        yield "To", times.both(last)
    yield "Made", times.both(record.made_at)
    yield "Times", f"in {record.zone}, where the shopper is taken to be, and in UTC"
    yield "Rulebook", f"{record.rulebook}; each text names the one that decided about it"


def _cards(record: Record, timeline: Timeline, times: Times) -> Iterator[Card]:
    found = record.dossier
    for consent in found.consents:
        facts = [
            ("Method", consent.method),
            ("Source", consent.source),
            ("Asked for", times.both(consent.requested_at)),
            *([("Confirmed", times.both(consent.confirmed_at))] if consent.confirmed_at else []),
            *([("Asked by our text", consent.prompt_id)] if consent.prompt_id else []),
            *([("Confirmed by the text", consent.answer_id)] if consent.answer_id else []),
            ("Given for the number", consent.phone),
        ]
        title = f"Consent to {SCOPES[consent.scope]}: {standing_words(consent)}"
        proof = timeline.proof(FactKind.CONSENT, consent.id)
        tone = "given" if consent.state is ConsentState.CONFIRMED else "quiet"
        yield Card(tone, title, consent.wording, tuple(facts), proof)
    yield from (_change(event, timeline, times) for event in found.consent_events)
    if (stop := found.suppression) is not None:
        until = f", lifted {times.both(stop.lifted_at)}" if stop.lifted_at else ", in force"
        facts = [("Since", times.both(stop.since)), *([("By the text", stop.message_id)] if stop.message_id else [])]
        proof = next((one.ref for one in found.proofs if one.kind is FactKind.SUPPRESSION), "")
        title = f"{SUPPRESSIONS[stop.reason]}{until}"
        yield Card("taken", title, stop.evidence, tuple(facts), timeline.proof(FactKind.SUPPRESSION, proof))
    for held in found.holds:
        ended = f", released {times.both(held.released_at)}" if held.released_at else ", in force"
        facts = [("Since", times.both(held.since)), ("By", held.by)]
        yield Card("quiet", f"Legal hold{ended}", held.reason, tuple(facts), timeline.proof(FactKind.HOLD, held.id))
    for erasure in found.erasures:
        facts = [("By request of", erasure.by), ("Words destroyed of", f"{erasure.texts} texts")]
        proof = timeline.proof(FactKind.ERASURE, erasure.id)
        yield Card("taken", f"Erased on {times.both(erasure.at)}", erasure.reason, tuple(facts), proof)


def _change(event: ConsentEvent, timeline: Timeline, times: Times) -> Card:
    told = [
        ("When", times.both(event.at)),
        *([("Written down", times.both(event.recorded_at))] if event.recorded_at != event.at else []),
        ("By", event.recorded_by),
        *[(name, value) for name, value in (("Method", event.method), ("Source", event.source)) if value],
        *([("Because of the text", event.message_id)] if event.message_id else []),
        *([("Of the consent", event.consent_id)] if event.consent_id else []),
    ]
    scope = f" of {SCOPES[event.scope]}" if event.scope else ""
    title = f"Change {event.number}{scope}: {event.change.value.replace('_', ' ')}"
    return Card("line", title, event.evidence, tuple(told), timeline.proof(FactKind.CONSENT_EVENT, event.id))


def _rules(record: Record, rulebook: Rulebook) -> Iterator[Rule]:
    """Return every rule that was tried on any text, as today's rulebook has it."""
    notes = [message.verdict for talk in record.dossier.talks for message in talk.messages if message.verdict]
    named = {rule for note in notes for rule in (*note.tried, note.rule) if rule}
    yield from (rule for rule in rulebook.rules.values() if rule.id in named)


def _inside_script(text: str) -> Markup:
    """Return JSON that cannot end its script element: whatever a shopper wrote stays data."""
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(safe)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
