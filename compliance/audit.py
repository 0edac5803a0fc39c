"""Verdicts in plain words, for the pages and the command line."""

from collections.abc import Mapping
from types import MappingProxyType

from compliance.rulebook import Rulebook
from conversation.verdict import VerdictNote

_SAID: Mapping[str, str] = MappingProxyType(
    {"allow": "It could leave", "defer": "It had to wait", "refuse": "It could not leave"}
)


def explain(note: VerdictNote, rulebook: Rulebook | None = None) -> str:
    """Say what was decided, why, by which rule and on which source.

    The source is given only where `rulebook` is the version by which it was decided.
    """
    said = _SAID.get(note.decision, note.decision)
    when = f" until {note.moment:%Y-%m-%d %H:%M} UTC" if note.moment else ""
    because = f": {note.why}" if note.why else ""
    return f"{said}{when}{because}. {_rule_words(note, rulebook)}"


def _rule_words(note: VerdictNote, rulebook: Rulebook | None) -> str:
    if note.rule is None:
        return f"{len(note.tried)} rules tried, rulebook {note.rulebook}."
    rule = rulebook.rules.get(note.rule) if rulebook and rulebook.version == note.rulebook else None
    if rule is None:
        return f"Rule {note.rule}, rulebook {note.rulebook}."
    return f"Rule {rule.id}: {rule.says} Source: {rule.source} ({rule.provenance.value})."
