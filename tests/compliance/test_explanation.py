"""An explanation says what every rule said, in the rulebook's words, and whose words they are."""

from dataclasses import replace
from datetime import timedelta

from pydantic import TypeAdapter

from compliance.explanation import explain
from compliance.rules import CHECKS
from conversation.draft import CauseKind
from conversation.message import Purpose
from conversation.verdict import Allow, Outcome, Verdict, VerdictNote, note_of
from tests.compliance.cases import NIGHT, RULEBOOK, SLOT, answering, ask_gate, draft, facts, sent

REMINDER = draft("Hi Noah, your Trail Pack 40L is still in your cart.", CauseKind.CART, "crt_1")


def outcomes(verdict: Verdict) -> dict[str, Outcome]:
    return {rule.id: rule.outcome for rule in explain(note_of(verdict), RULEBOOK).rules}


def test_what_is_allowed_names_every_rule_and_the_one_that_ends_it() -> None:
    verdict = ask_gate(REMINDER, facts()).verdict
    assert isinstance(verdict, Allow)
    explained = explain(note_of(verdict), RULEBOOK)
    assert [rule.id for rule in explained.rules] == list(CHECKS)
    found = {rule.id: rule for rule in explained.rules}
    assert found["consent.cart_reminders"].outcome is Outcome.PASSED
    assert found["consent.marketing"].outcome is Outcome.NOT_BINDING
    assert found["cart.one_reminder"].outcome is Outcome.EXPIRES
    assert explained.decider is not None and explained.decider.at == verdict.until


def test_a_refusal_names_the_rule_and_what_was_not_reached() -> None:
    explained = explain(note_of(ask_gate(REMINDER, facts(slot=SLOT)).verdict), RULEBOOK)
    assert explained.decider is not None and explained.decider.entry is not None
    assert (explained.decider.id, explained.decider.outcome) == ("cart.one_reminder", Outcome.NO)
    assert explained.decider.why.startswith("this cart had its one proactive text")
    assert "Twilio error 30517" in explained.decider.entry.source
    assert explained.headline.startswith("It could not leave: this cart had")
    found = {rule.id: rule.outcome for rule in explained.rules}
    assert found["opt_out.nothing_after"] is Outcome.PASSED
    assert found["consent.marketing"] is Outcome.NOT_BINDING
    assert found["claims.hard"] is Outcome.NOT_REACHED


def test_a_wait_says_until_when_and_every_rule_that_asks_for_one() -> None:
    busy = tuple(sent(Purpose.CAMPAIGN, NIGHT - timedelta(hours=n), seq=n) for n in (2, 3, 4))
    explained = explain(note_of(ask_gate(REMINDER, facts(outbound=busy), NIGHT).verdict), RULEBOOK)
    waits = {rule.id: rule for rule in explained.rules if rule.outcome is Outcome.WAIT}
    assert len(waits) == 2 and all(rule.why for rule in waits.values())
    assert [rule.decided for rule in waits.values()].count(True) == 1
    assert explained.headline.startswith("It had to wait until 2026-11-26 01:00 UTC: 3 texts")


def test_a_text_that_cannot_leave_in_time_is_explained_by_what_it_waited_for() -> None:
    verdict = ask_gate(REMINDER, facts(), NIGHT, NIGHT + timedelta(hours=1)).verdict
    found = outcomes(verdict)
    assert found["no_lawful_window"] is Outcome.NO
    assert Outcome.WAIT in found.values()


def test_a_cause_that_nothing_bears_out_is_the_only_rule_tried() -> None:
    assert outcomes(ask_gate(draft(), facts(cart=None)).verdict) == {"purpose.unfounded": Outcome.NO}


def test_another_rulebook_is_named_and_only_what_was_recorded_is_told() -> None:
    note = note_of(ask_gate(REMINDER, facts()).verdict)
    old = replace(note, rulebook="2025-01-01.1", tried=(*note.tried, "rule.long_gone"))
    explained = explain(old, RULEBOOK)
    assert explained.is_older and not explain(note, RULEBOOK).is_older
    assert "Decided under rulebook 2025-01-01.1" in explained.age_words and RULEBOOK.version in explained.age_words
    assert [rule.id for rule in explained.rules] == list(old.tried)
    assert explained.rules[-1].entry is None


def test_the_facts_are_named_for_people() -> None:
    named = dict(explain(note_of(ask_gate(draft(), answering()).verdict), RULEBOOK).facts)
    assert named["local time there"] == "Tue 12:00 America/Denver"
    assert named["opted out"] == "no"


def test_a_note_stays_small_and_one_stored_before_bounds_were_kept_can_be_read() -> None:
    adapter = TypeAdapter(VerdictNote)
    stored = adapter.dump_json(note_of(ask_gate(REMINDER, facts()).verdict))
    assert len(stored) < 1200
    assert adapter.validate_json(stored) == note_of(ask_gate(REMINDER, facts()).verdict)
    old = b'{"decision":"allow","rule":null,"why":null,"moment":null,"rulebook":"1","tried":["text.size"],"facts":{}}'
    assert explain(adapter.validate_json(old), RULEBOOK).rules[0].outcome is Outcome.PASSED


def test_a_state_s_own_rule_is_quoted_beside_the_one_that_applied_it() -> None:
    texan = replace(facts().contact, phone="+12145550142", region="TX", timezone="America/Chicago")
    early = NIGHT.replace(day=24, hour=14, minute=30)  # 8:30 in Dallas
    explained = explain(note_of(ask_gate(REMINDER, facts(contact=texan), early).verdict), RULEBOOK)
    assert explained.decider is not None and explained.decider.id == "quiet_hours.state"
    assert [row.id for row in explained.decider.rows] == ["quiet_hours.tx"]
    assert dict(explained.facts)["states whose law may be theirs"] == "TX"
