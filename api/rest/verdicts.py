"""Verdicts as the API shows them: what each rule said, and the rulebook's words for every rule named."""

from collections.abc import Iterable

from api.rest.models import RulebookOut, RuleFoundOut, RuleOut, VerdictOut
from compliance.explanation import RuleRead, explain
from compliance.rule import Rule
from compliance.rulebook import Rulebook
from conversation.verdict import VerdictNote


def verdict_of(note: VerdictNote, rulebook: Rulebook) -> VerdictOut:
    """Present a stored verdict, read back with `rulebook`."""
    explained = explain(note, rulebook)
    decider = explained.decider
    return VerdictOut(
        decision=note.decision,
        rule=note.rule,
        why=note.why,
        moment=note.moment,
        rulebook=note.rulebook,
        is_older=explained.is_older,
        decided_by=decider.id if decider else None,
        tried=list(note.tried),
        rules=[_found(one) for one in explained.rules],
        facts=dict(note.facts),
    )


def rulebook_of(verdicts: Iterable[VerdictOut | None], rulebook: Rulebook) -> RulebookOut:
    """Return the words, source and provenance of every rule that `verdicts` name and the rulebook still has."""
    found = [one for verdict in verdicts if verdict is not None for one in verdict.rules]
    named = {one.rule for one in found} | {row for one in found for row in one.rows}
    rules = [_rule_out(rule) for rule in rulebook.rules.values() if rule.id in named]
    return RulebookOut(version=rulebook.version, rules=rules)


def _found(one: RuleRead) -> RuleFoundOut:
    rows = [row.id for row in one.rows]
    return RuleFoundOut(rule=one.id, outcome=one.outcome.value, at=one.at, why=one.why, rows=rows)


def _rule_out(rule: Rule) -> RuleOut:
    return RuleOut(
        id=rule.id,
        jurisdiction=rule.jurisdiction,
        says=rule.says,
        source=rule.source,
        provenance=rule.provenance.value,
        status=rule.status.value,
        overridable=rule.overridable,
    )
