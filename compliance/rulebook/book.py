"""The rulebook: one version of every rule that the gate knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from compliance.rule import Rule
from compliance.rulebook.reader import read_rules
from conversation.errors import Misconfigured


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """The rules of one version, by id. It equals only itself, so that it can key a cache."""

    version: str
    rules: Mapping[str, Rule]

    def rule(self, rule_id: str) -> Rule:
        """Raises Misconfigured when the rulebook lacks a rule that the gate needs."""
        if rule_id not in self.rules:
            raise Misconfigured(f"rulebook, rule {rule_id}", "add the rule; the gate cannot decide without it")
        return self.rules[rule_id]

    def overdue(self, today: date) -> tuple[Rule, ...]:
        """Return the rules whose review date has passed."""
        return tuple(rule for rule in self.rules.values() if rule.review < today)


@lru_cache(maxsize=8)
def load_rulebook(path: Path | None = None) -> Rulebook:
    """Read and check the rulebook at `path`, a file or a folder; by default the one that ships with Twolane.

    It is read once, then cached. Raises Misconfigured, naming the rule and the field.
    """
    version, rules = read_rules(path or Path(__file__).parent)
    return Rulebook(version, rules)
