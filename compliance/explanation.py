"""An explanation: a stored verdict read back with the rulebook's own words, sources and provenance."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from compliance.rule import Rule
from compliance.rulebook import Rulebook
from compliance.rules import CHECKS
from conversation.verdict import Outcome, VerdictNote

FACT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "answers_24h": "answers within 24 hours",
        "answers_since": "answers to the newest text",
        "cart": "cart",
        "decided_at": "decided at",
        "hours": "hours there",
        "initiated_24h": "texts that we started within 24 hours",
        "last_text": "the shopper's newest text",
        "local_times": "local time there",
        "many_answers": "unusually many answers in a day",
        "states": "states whose law may be theirs",
        "slot": "the cart's one reminder",
        "suppressed": "opted out",
        "unbacked_confirmed": "a person answered for what nothing backs",
        "volunteered_offer": "an offer that nobody asked for",
    }
)
"""How people read the names of facts; the rest say what they mean."""

_SAID: Mapping[str, str] = MappingProxyType(
    {"allow": "It could leave", "defer": "It had to wait", "refuse": "It could not leave"}
)


@dataclass(frozen=True, slots=True)
class RuleRead:
    """One rule's part in a verdict. `entry` is what today's rulebook says of it; None where it is gone from there.

    `decided` marks the rule that refused, made it wait longest, or ended what was allowed. `rows` are the states' own
    entries that the rule applied here.
    """

    id: str
    outcome: Outcome
    at: datetime | None
    why: str
    decided: bool
    entry: Rule | None
    rows: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """`rules` stand in the order in which they were tried. `is_older`: another rulebook decided than the one quoted."""

    note: VerdictNote
    quoted: str
    rules: tuple[RuleRead, ...]

    @property
    def is_older(self) -> bool:
        return self.note.rulebook != self.quoted

    @property
    def decider(self) -> RuleRead | None:
        return next((rule for rule in self.rules if rule.decided), None)

    @property
    def headline(self) -> str:
        """Such as ``It had to wait until 2026-11-25 15:00 UTC: it is outside 08:00-21:00 there``."""
        note = self.note
        said = _SAID.get(note.decision, note.decision)
        when = f" until {note.moment:%Y-%m-%d %H:%M} UTC" if note.moment else ""
        return f"{said}{when}{f': {note.why}' if note.why else ''}"

    @property
    def age_words(self) -> str:
        """Say which rulebook decided, and that the words quoted are of another one where they are."""
        if not self.is_older:
            return f"Rulebook {self.note.rulebook}."
        return (
            f"Decided under rulebook {self.note.rulebook}; the words here are those of {self.quoted}, which may differ."
        )

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The facts used, named for people."""
        return tuple((FACT_WORDS.get(name, name.replace("_", " ")), value) for name, value in self.note.facts.items())


def explain(note: VerdictNote, rulebook: Rulebook) -> Explanation:
    """Read `note` back. What did not bind and what was not reached is known only where `rulebook` itself decided."""
    return Explanation(note, rulebook.version, tuple(_rules(note, rulebook)))


def _rules(note: VerdictNote, rulebook: Rulebook) -> Iterator[RuleRead]:
    decider = note.rule or _first_bound(note)
    states = note.facts.get("states", "").split(", ")
    for rule_id, outcome in _outcomes(note, rulebook).items():
        bound, entry = note.bounds.get(rule_id), rulebook.rules.get(rule_id)
        yield RuleRead(
            id=rule_id,
            outcome=outcome,
            at=bound.at if bound else None,
            why=bound.why if bound else (note.why or "") if rule_id == decider else "",
            decided=rule_id == decider,
            entry=entry,
            rows=tuple(row for row in entry.rows if row.region in states) if entry else (),
        )


def _outcomes(note: VerdictNote, rulebook: Rulebook) -> dict[str, Outcome]:
    tried = {
        rule_id: note.bounds[rule_id].outcome if rule_id in note.bounds else Outcome.PASSED for rule_id in note.tried
    }
    if note.decision == "refuse" and note.rule is not None:
        tried[note.rule] = Outcome.NO
    if note.rulebook != rulebook.version or not tried.keys() & CHECKS.keys():
        return tried
    untried = Outcome.NOT_BINDING
    outcomes: dict[str, Outcome] = {}
    for rule_id in CHECKS:
        outcomes[rule_id] = tried.get(rule_id, untried)
        if outcomes[rule_id] is Outcome.NO:
            untried = Outcome.NOT_REACHED
    return outcomes | tried


def _first_bound(note: VerdictNote) -> str | None:
    """Return the rule that ends what was allowed; the text's own expiry is nobody's rule."""
    return next((rule_id for rule_id, bound in note.bounds.items() if bound.at == note.moment), None)
