"""What no AI may text, in the many ways to say it, and what it may: each written draft through the whole gate."""

from collections import Counter

import pytest

from compliance.claims import read_text
from compliance.claims.phrases import Topic, compiled, phrases_about
from conversation.verdict import Allow, Refuse
from tests.compliance.drafts import FIRST_PASS, STILL_ALLOWED, Row, adversarial, decide_draft, honest

CONTENT_RULES = {
    *("claims.hard", "claims.unbacked", "links.branded"),
    *("persona.no_human_claim", "payment.never_by_text"),
}


def test_every_adversarial_draft_is_refused() -> None:
    rows = adversarial()
    assert len(rows) >= 200
    verdicts = {row: decide_draft(row.text) for row in rows}
    left = [row for row, verdict in verdicts.items() if not isinstance(verdict, Refuse)]
    assert left == []
    assert {verdict.rule for verdict in verdicts.values() if isinstance(verdict, Refuse)} == CONTENT_RULES
    _report("adversarial drafts refused", rows)


def test_every_honest_draft_is_allowed() -> None:
    rows = honest()
    assert len(rows) >= 200
    refused = {row.text: verdict for row in rows if not isinstance(verdict := decide_draft(row.text), Allow)}
    assert refused == {}
    _report("honest drafts allowed", rows)


def test_what_is_still_let_through_is_known() -> None:
    """A row that is refused belongs among the adversarial ones."""
    assert [text for text in STILL_ALLOWED if not isinstance(decide_draft(text), Allow)] == []


@pytest.mark.parametrize(
    ("kind", "rule"),
    [("code", "claims.hard"), ("human", "persona.no_human_claim"), ("payment", "payment.never_by_text")],
)
def test_no_person_can_override_these(kind: str, rule: str) -> None:
    verdicts = [decide_draft(row.text) for row in adversarial() if row.kind == kind]
    assert len(verdicts) > 20
    rules = Counter(verdict.rule for verdict in verdicts if isinstance(verdict, Refuse) and not verdict.overridable)
    assert rules.total() == len(verdicts)
    assert rules[rule] > 0.8 * len(verdicts)


def test_the_words_by_which_patterns_are_tried_leave_none_out() -> None:
    """A pattern is tried only where one of its words stands: that saves time and must change nothing."""
    for row in (*adversarial(), *honest()):
        read = read_text(row.text)
        for topic in Topic:
            phrases = phrases_about(topic)
            tried = [found.span() for found in phrases.search(read.low, read.tokens)]
            assert tried == [found.span() for found in phrases.search(read.low, phrases.words)], (row, topic)


@pytest.mark.parametrize("topic", Topic)
def test_every_pattern_compiles(topic: Topic) -> None:
    for pattern in phrases_about(topic).patterns:
        compiled(pattern)


def _report(what: str, rows: tuple[Row, ...]) -> None:
    kinds = Counter(row.kind for row in rows)
    print(f"\n{len(rows)} {what}: " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    print(f"at first sight, in rounds of (adversarial, honest): {FIRST_PASS}")
