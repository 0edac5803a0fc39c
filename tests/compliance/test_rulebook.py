"""The rulebook: complete, sourced, and refused with the rule and the field that are wrong."""

from datetime import date
from pathlib import Path

import pytest

from compliance.purpose import UNFOUNDED
from compliance.rule import Provenance, Status
from compliance.rulebook import load_rulebook
from compliance.rules import CHECKS
from conversation.errors import Misconfigured
from tests.compliance.cases import NOON, RULEBOOK

RULE = """
  - id: one
    jurisdiction: US
    says: Something.
    purposes: [reply]
    source: somewhere
    provenance: memory
    status: in_force
    review: 2027-01-01
    overridable: false
"""


def written(tmp_path: Path, rules: str) -> Path:
    path = tmp_path / "rulebook.yaml"
    path.write_text(f'version: "1"\nrules:{rules}', encoding="utf-8")
    return path


def test_the_shipped_rulebook_has_every_rule_the_gate_needs() -> None:
    assert {*CHECKS, UNFOUNDED, "no_lawful_window"} == set(RULEBOOK.rules)


def test_every_shipped_rule_says_where_it_comes_from() -> None:
    for rule in RULEBOOK.rules.values():
        assert rule.source
        assert rule.says.endswith(".")
        assert rule.provenance is Provenance.HOUSE or rule.jurisdiction != "house"


def test_only_unbacked_claims_may_be_overridden() -> None:
    assert [rule.id for rule in RULEBOOK.rules.values() if rule.overridable] == ["claims.unbacked"]


def test_a_rule_past_its_review_is_named() -> None:
    assert RULEBOOK.overdue(date(2026, 11, 24)) == ()
    assert "quiet_hours.federal" in {rule.id for rule in RULEBOOK.overdue(date(2027, 2, 1))}


@pytest.mark.parametrize(
    ("line", "instead", "named"),
    [
        ("provenance: memory", "provenance: gossip", "rule one, provenance"),
        ("status: in_force", "status: maybe", "rule one, status"),
        ("purposes: [reply]", "purposes: [repli]", "rule one, purposes"),
        ("purposes: [reply]", "purposes: []", "rule one, purposes"),
        ("review: 2027-01-01", "review: soon", "rule one, review"),
        ("overridable: false", "overridable: never", "rule one, overridable"),
        ("says: Something.", "says: ''", "rule one, says"),
        ("source: somewhere", "sauce: somewhere", "rule one, source"),
        ("source: somewhere", "source: somewhere\n    colour: red", "rule one, colour"),
        ("source: somewhere", "source: somewhere\n    numbers: {most: many}", "rule one, numbers.most"),
        ("source: somewhere", "source: somewhere\n    numbers: [1]", "rule one, numbers"),
        ("source: somewhere", "source: somewhere\n    words: {days: mon}", "rule one, words.days"),
        ("source: somewhere", "source: somewhere\n    words: 3", "rule one, words"),
        ("- id: one", "- name: one", "rule number 1, id"),
    ],
)
def test_what_is_wrong_is_named_by_rule_and_field(tmp_path: Path, line: str, instead: str, named: str) -> None:
    with pytest.raises(Misconfigured, match=named):
        load_rulebook(written(tmp_path, RULE.replace(line, instead)))


def test_a_rule_may_not_stand_twice(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="twice"):
        load_rulebook(written(tmp_path, RULE + RULE))


@pytest.mark.parametrize("text", ["version: 1", "rules: []", ": :", "[]"])
def test_a_file_that_is_no_rulebook_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rulebook.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"rulebook\.yaml"):
        load_rulebook(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be read"):
        load_rulebook(tmp_path / "none.yaml")


def test_rules_bind_only_while_they_are_in_force(tmp_path: Path) -> None:
    future = RULE.replace("id: one", "id: later").replace("source:", "effective: 2027-01-01\n    source:")
    ended = RULE.replace("id: one", "id: over").replace("source:", "ends: 2026-01-01\n    source:")
    proposed = RULE.replace("id: one", "id: draft").replace("in_force", "proposed")
    book = load_rulebook(written(tmp_path, RULE + future + ended + proposed))
    (purpose,) = book.rule("one").purposes
    assert {rule.id for rule in book.rules.values() if rule.binds(purpose, NOON)} == {"one"}
    assert book.rule("draft").status is Status.PROPOSED


def test_a_number_or_rule_that_is_missing_is_named() -> None:
    with pytest.raises(Misconfigured, match=r"numbers\.hours"):
        RULEBOOK.rule("text.size").number("hours")
    with pytest.raises(Misconfigured, match="nonsense"):
        RULEBOOK.rule("nonsense")
