"""The rulebook: complete, sourced, and refused with the rule and the field that are wrong."""

from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from compliance.hours import common
from compliance.purpose import UNFOUNDED
from compliance.rule import BINDING, Provenance, Status
from compliance.rulebook import load_rulebook
from compliance.rules import CHECKS
from compliance.zones import zones_by_region
from conversation.errors import Misconfigured
from conversation.message import Purpose
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
HOURS = "{weekdays: 8-20, saturday: 9-17, sunday: none, holidays: same}"


def written(tmp_path: Path, rules: str) -> Path:
    path = tmp_path / "rulebook.yaml"
    path.write_text(f'version: "1"\nrules:{rules}', encoding="utf-8")
    return path


TRIED = {*CHECKS, UNFOUNDED, "no_lawful_window"}
"""The rules that the gate tries by themselves."""
ELSEWHERE = {"the merchant", "the carrier"}


def test_the_shipped_rulebook_has_every_rule_the_gate_needs() -> None:
    assert set(RULEBOOK.rules) >= TRIED


def test_every_rule_that_binds_is_tried_or_says_who_enforces_it() -> None:
    for rule in RULEBOOK.rules.values():
        if rule.id in TRIED:
            assert not rule.enforced_by
        elif rule.status in BINDING:
            assert rule.enforced_by in TRIED | ELSEWHERE or find_spec(rule.enforced_by), rule.id


def test_every_state_and_territory_has_hours_with_a_source_of_its_own() -> None:
    hours = {row.region: row for row in RULEBOOK.rule("quiet_hours.state").rows}
    assert set(hours) == set(zones_by_region())
    assert len(hours) == 56
    assert all(row.hours is not None and row.source for row in hours.values())
    unverified = {region for region, row in hours.items() if row.source.endswith("not verified")}
    assert all(hours[region].provenance is Provenance.MEMORY for region in unverified)


def test_no_state_is_wider_than_the_federal_hours() -> None:
    federal = RULEBOOK.rule("quiet_hours.federal").hours
    assert federal is not None and federal.weekdays is not None
    for row in RULEBOOK.rule("quiet_hours.state").rows:
        assert row.hours is not None
        for span in (row.hours.weekdays, row.hours.saturday, row.hours.sunday):
            assert span is None or common([span, federal.weekdays]) == span, row.id


def test_the_cautious_hours_satisfy_every_state() -> None:
    cautious = next(row for row in RULEBOOK.rule("quiet_hours.federal").rows if row.hours is not None)
    assert cautious.hours is not None
    rows = RULEBOOK.rule("quiet_hours.state").rows
    restricting = {row.region for row in rows if row.hours is not None and row.hours.heeds_holidays}
    assert restricting | {"US"} == set(cautious.words["holidays_of"])
    for row in rows:
        assert row.hours is not None
        for name in ("weekdays", "saturday", "sunday"):
            own, narrow = getattr(row.hours, name), getattr(cautious.hours, name)
            assert narrow is None or common([own, narrow]) == narrow, row.id


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
        ("source: somewhere", "source: somewhere\n    hours: {weekdays: 8-20}", "rule one, hours"),
        ("source: somewhere", f"source: somewhere\n    hours: {HOURS.replace('8-20', '20-8')}", "one, hours.weekdays"),
        ("source: somewhere", f"source: somewhere\n    hours: {HOURS.replace('8-20', '8-25')}", "one, hours.weekdays"),
        ("source: somewhere", f"source: somewhere\n    hours: {HOURS.replace('9-17', 'same')}", "one, hours.saturday"),
        ("source: somewhere", "source: somewhere\n    notes: 3", "rule one, notes"),
        ("source: somewhere", "source: somewhere\n    enforced_by: []", "rule one, enforced_by"),
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


def test_a_folder_is_read_as_one_book(tmp_path: Path) -> None:
    shared = "shared: {enforced_by: one}\nrules:" + RULE.replace("id: one", "id: two")
    (tmp_path / "version.yaml").write_text('version: "7"\nfiles: [a.yaml, b.yaml]', encoding="utf-8")
    (tmp_path / "a.yaml").write_text(f"rules:{RULE}", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(shared, encoding="utf-8")
    book = load_rulebook(tmp_path)
    assert book.version == "7"
    assert [row.id for row in book.rule("one").rows] == ["two"]
    (tmp_path / "b.yaml").write_text(f"rules:{RULE}", encoding="utf-8")
    load_rulebook.cache_clear()
    with pytest.raises(Misconfigured, match="twice"):
        load_rulebook(tmp_path)


@pytest.mark.parametrize("files", ["", "files: [a.yaml]", "files: [a.yaml, b.yaml, c.yaml]"])
def test_a_folder_names_every_file_of_the_book(tmp_path: Path, files: str) -> None:
    (tmp_path / "version.yaml").write_text(f'version: "7"\n{files}', encoding="utf-8")
    (tmp_path / "a.yaml").write_text(f"rules:{RULE}", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("rules: []", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"version\.yaml, files|c\.yaml"):
        load_rulebook(tmp_path)


def test_a_row_may_not_have_rows(tmp_path: Path) -> None:
    row, of_row = (
        RULE.replace("id: one", f"id: {name}").replace("source:", f"enforced_by: {owner}\n    source:")
        for name, owner in (("two", "one"), ("three", "two"))
    )
    with pytest.raises(Misconfigured, match="rule three, enforced_by"):
        load_rulebook(written(tmp_path, RULE + row + of_row))


def test_dated_rules_switch_themselves_on() -> None:
    revoke_all, oregon = RULEBOOK.rule("opt_out.revoke_all"), RULEBOOK.rule("cap.or")
    before, from_then = datetime(2027, 1, 30, 23, 59, tzinfo=UTC), datetime(2027, 1, 31, tzinfo=UTC)
    assert not revoke_all.binds(Purpose.NOTIFICATION, before)
    assert revoke_all.binds(Purpose.NOTIFICATION, from_then)
    assert not oregon.is_in_force(date(2025, 12, 31))
    assert oregon.is_in_force(date(2026, 1, 1))


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
