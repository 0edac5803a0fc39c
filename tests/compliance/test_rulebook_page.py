"""docs/compliance.md: current, complete, and plain about what it is not."""

from pathlib import Path

from compliance.rulebook.markdown import render
from tests.compliance.cases import RULEBOOK

PAGE = Path(__file__).parents[2] / "docs" / "compliance.md"


def test_the_committed_page_is_current() -> None:
    remedy = "run: twolane compliance rulebook --markdown > docs/compliance.md"
    assert PAGE.read_text(encoding="utf-8") == render(RULEBOOK), remedy


def test_the_page_says_what_it_is_not() -> None:
    page = render(RULEBOOK)
    assert "This is not legal advice." in page
    assert "The P2P label changes nothing that a carrier or a statute requires." in page


def test_every_rule_is_shown_once_with_source_and_provenance() -> None:
    lines = render(RULEBOOK).split("\n")
    for rule in RULEBOOK.rules.values():
        is_row = rule.enforced_by == "quiet_hours.state"
        mark = f"| {rule.region} | " if is_row else f"### `{rule.id}`"
        assert sum(line.startswith(mark) for line in lines) == 1, rule.id
        assert any(rule.source in line and rule.provenance.value in line for line in lines), rule.id
