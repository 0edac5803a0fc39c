"""`twolane compliance decide`: a small case is enough, every purpose can be reached, and what is wrong is named."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from api.cases.deciding import AnswerOut, decide_case, decide_lines, schemas
from api.cases.gate_case import GateCase
from compliance.rulebook import load_rulebook
from conversation.errors import Invalid
from conversation.message import Purpose
from twolane import app

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples" / "gate_cases.jsonl"
RULEBOOK = load_rulebook()
NOON = "2026-07-03T12:00:00-06:00"
NIGHT = "2026-07-03T23:30:00-06:00"
QUESTION = {"from": "shopper", "text": "is it waterproof?", "at": "-5m"}
REMINDER = {
    "now": NOON,
    "cart": {},
    "consents": ["cart_reminders"],
    "draft": {"body": "Hi Noah, your Trail Pack 40L is still in your cart."},
}
UNCONFIRMED_BY_TEXT = {"scope": "cart_reminders", "by_text": False}
LIGHT_SECONDS = 1.0
TRIES = 3
"""A machine whose caches others use stretches even processor seconds."""


def decided(case: dict[str, Any]) -> AnswerOut:
    return decide_case(json.dumps(case), RULEBOOK)


def outcome(case: dict[str, Any]) -> tuple[str, str, str | None]:
    answer = decided(case)
    return answer.purpose, answer.decision, answer.rule


def test_the_examples_reach_every_purpose_and_may_all_leave() -> None:
    answers = list(decide_lines(EXAMPLES.read_text(encoding="utf-8").splitlines(), RULEBOOK))
    assert {answer.purpose for answer in answers if isinstance(answer, AnswerOut)} == {one.value for one in Purpose}
    assert [answer.decision for answer in answers if isinstance(answer, AnswerOut)] == ["allow"] * len(answers)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("reminder", "allow", None)),
        ({"now": NIGHT}, ("reminder", "defer", "quiet_hours.federal")),
        ({"consents": []}, ("reminder", "refuse", "consent.cart_reminders")),
        (
            {"consents": [{"scope": "cart_reminders", "by_text": False}]},
            ("reminder", "refuse", "consent.cart_reminders"),
        ),
        ({"cart": {"abandoned_at": "-49h"}}, ("reminder", "refuse", "cart.one_reminder")),
        ({"cart": {"reminded_by": "human"}}, ("reminder", "refuse", "cart.one_reminder")),
        ({"cart": {"state": "recovered"}}, ("reminder", "refuse", "cart.one_reminder")),
        ({"cart": None, "draft": {"body": "Hi", "cause": "cart"}}, ("reminder", "refuse", "purpose.unfounded")),
        ({"suppression": "opt_out"}, ("reminder", "refuse", "opt_out.nothing_after")),
        ({"suppression": {"since": "-9d", "lifted_at": "-8d"}}, ("reminder", "allow", None)),
        ({"sender": {"registration": "pending"}}, ("reminder", "refuse", "sender.registered")),
        ({"sender": None}, ("reminder", "refuse", "sender.registered")),
        ({"contact": {"phone": "+14165550142", "country": "CA"}}, ("reminder", "refuse", "country.no_rulebook")),
        ({"history": [QUESTION]}, ("reply", "allow", None)),
        ({"now": NIGHT, "history": [QUESTION]}, ("reply", "allow", None)),
        (
            {"now": NIGHT, "history": [QUESTION], "merchant": {"settings": {"reply_grace_minutes": 0}}},
            ("reply", "defer", "quiet_hours.federal"),
        ),
        ({"draft": {"body": "Use code FREE90."}}, ("reminder", "refuse", "claims.hard")),
        ({"draft": {"body": "Use code FREE90.", "author": "human"}}, ("reminder", "refuse", "claims.hard")),
        (
            {
                "draft": {"body": "Use code SAVE10-AB3CD for 10% off."},
                "offers": [{"code": "SAVE10-AB3CD", "percent": 10}],
            },
            ("reminder", "allow", None),
        ),
        ({"draft": {"body": "New!", "cause": "campaign"}}, ("campaign", "refuse", "consent.marketing")),
        ({"expires_at": "+1h", "now": NIGHT}, ("reminder", "refuse", "no_lawful_window")),
    ],
)
def test_what_is_stated_is_what_the_gate_knows(changes: dict[str, Any], expected: tuple[str, str, str | None]) -> None:
    assert outcome(REMINDER | changes) == expected


def test_answers_given_already_are_counted() -> None:
    answers = [{"from": "ai", "text": "Yes.", "at": "-4m"}, {"from": "human", "text": "It is.", "at": "-3m"}]
    case = {"now": NOON, "history": [QUESTION, *answers], "draft": {"body": "Really."}}
    assert outcome(case) == ("reply", "refuse", "reply.budget")


def test_the_words_leave_with_what_the_purpose_needs() -> None:
    answer = decided(REMINDER)
    assert answer.text.startswith("Tidewater's automated assistant here: ") and answer.text.endswith("STOP to opt out.")
    again = decided(REMINDER | {"history": [{"from": "ai", "text": "Hello", "at": "-2d"}], "cart": {}})
    assert again.rule == "cart.one_reminder"
    by_dana = decided({"now": NOON, "history": [QUESTION], "draft": {"body": "It is.", "author": "human"}})
    assert by_dana.text == "Dana here, a person at Tidewater: It is."


def test_a_verdict_names_its_rules_facts_and_version() -> None:
    answer = decided(REMINDER)
    assert answer.rulebook == RULEBOOK.version
    assert answer.decided_by in answer.tried
    assert answer.facts["purpose"] == "reminder"
    assert {"passed", "not_binding"} <= {rule.outcome for rule in answer.rules}


@pytest.mark.parametrize(
    ("case", "field", "remedy"),
    [
        ("{", "case", "one JSON object"),
        ("[]", "case", "draft"),
        ({}, "draft", "--schema"),
        ({"draft": {}}, "draft.body", "--schema"),
        ({"draft": {"body": "Hi"}}, "draft.cause", "state a cause"),
        ({"purpose": "reminder", "draft": {"body": "Hi"}}, "purpose", "draft.cause instead"),
        ({"draft": {"body": "Hi", "purpose": "reply"}}, "draft.purpose", "draft.cause instead"),
        ({"draft": {"body": "Hi", "cause": "whim"}}, "draft.cause", "--schema"),
        ({"draft": {"body": "Hi", "cause": "inbound", "ref": "m9"}}, "draft.ref", "that id"),
        ({"now": "noon", "draft": {"body": "Hi"}}, "now", "--schema"),
        ({"now": "2026-07-03T12:00:00", "draft": {"body": "Hi"}}, "now", "--schema"),
        ({"now": "9999-07-03T12:00:00Z", "draft": {"body": "Hi"}}, "now", "--schema"),
        ({"cart": {"abandoned_at": "-9999999999999d"}, "draft": {"body": "Hi"}}, "cart.abandoned_at", "--schema"),
        ({"history": [{"from": "shopper", "at": "+1m"}], "draft": {"body": "Hi"}}, "history.0.at", "before"),
        ({"history": [QUESTION, QUESTION | {"at": "-9m"}], "draft": {"body": "Hi"}}, "history.1.at", "oldest first"),
        (
            {"history": [QUESTION | {"id": "a"}, QUESTION | {"id": "a"}], "draft": {"body": "Hi"}},
            "history.1.id",
            "its own",
        ),
        ({"offers": [{"code": "A", "percent": 10}], "draft": {"body": "Hi", "cause": "cart"}}, "offers", "cart"),
        ({"contact": {"sate": "TX"}, "draft": {"body": "Hi"}}, "contact.sate", "--schema"),
        ({"merchant": {"settings": {"grace": 5}}, "draft": {"body": "Hi"}}, "merchant.settings", "--schema"),
        ({"cart": {"total": "many"}, "draft": {"body": "Hi"}}, "cart.total", "--schema"),
        (
            {"consents": [{"scope": "marketing", "answer": "m1"}], "draft": {"body": "Hi", "cause": "cart"}},
            "consents.0.answer",
            "that id",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_remedy(case: Any, field: str, remedy: str) -> None:
    with pytest.raises(Invalid) as caught:
        decide_case(case if isinstance(case, str) else json.dumps(case), RULEBOOK)
    assert caught.value.field == field
    assert remedy in caught.value.remedy


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), st.lists, max_leaves=4), st.data())
def test_nonsense_in_any_field_is_invalid_or_decided(nonsense: Any, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from([field.alias or name for name, field in GateCase.model_fields.items()]))
    try:
        answer = decided(REMINDER | {field: nonsense})
    except Invalid:
        return
    assert answer.decision in {"allow", "defer", "refuse"}


def test_every_field_of_the_schema_is_described_or_plain() -> None:
    parts = schemas()
    assert set(parts) == {"case", "answer"}
    assert parts["case"]["required"] == ["draft"]
    assert "reminder" in parts["case"]["$defs"]["DraftCase"]["properties"]["cause"]["enum"]


class TestCommand:
    def run(self, text: str, *arguments: str) -> Result:
        return CliRunner().invoke(app, ["compliance", "decide", *arguments], input=text)

    def test_a_case_comes_on_stdin_or_in_a_file(self, tmp_path: Path) -> None:
        case = json.dumps(REMINDER)
        (tmp_path / "case.json").write_text(case)
        from_stdin, from_file = self.run(case), self.run("", str(tmp_path / "case.json"))
        assert from_stdin.exit_code == from_file.exit_code == 0
        assert json.loads(from_stdin.output) == json.loads(from_file.output)

    def test_any_verdict_exits_zero(self) -> None:
        refused = self.run(json.dumps(REMINDER | {"suppression": "opt_out"}))
        assert (refused.exit_code, json.loads(refused.output)["decision"]) == (0, "refuse")

    def test_many_cases_are_answered_in_order_and_a_bad_one_stops_none(self) -> None:
        lines = [REMINDER, {"draft": {}}, REMINDER | {"now": NIGHT}]
        answered = self.run("\n".join(json.dumps(line) for line in lines), "--lines")
        first, second, third = [json.loads(line) for line in answered.output.splitlines()]
        assert (first["decision"], second["field"], third["decision"]) == ("allow", "draft.body", "defer")
        assert answered.exit_code == 2

    def test_bad_input_exits_two_with_one_line_and_a_start_is_light(self) -> None:
        """What the whole command costs is counted in processor seconds, which a busy machine does not stretch."""
        bad, _ = decide_in_a_process("{")
        assert (bad.returncode, bad.stdout) == (2, "")
        assert bad.stderr.startswith("Invalid: case: it is not JSON") and bad.stderr.count("\n") == 1
        spent = LIGHT_SECONDS
        for _ in range(TRIES):
            good, spent = decide_in_a_process(json.dumps(REMINDER))
            assert good.returncode == 0
            if spent < LIGHT_SECONDS:
                break
        assert spent < LIGHT_SECONDS, spent


def decide_in_a_process(case: str) -> tuple[subprocess.CompletedProcess[str], float]:
    """Return how the command ended, and the processor seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "twolane", "compliance", "decide"]
    ended = subprocess.run(command, input=case, capture_output=True, text=True, cwd=ROOT, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_the_page_about_cases_shows_what_its_case_comes_to() -> None:
    page = (ROOT / "docs" / "gate_cases.md").read_text()
    typed, _, shown = page.partition("$ echo '")[2].partition("' | twolane compliance decide\n")
    answer = json.loads(CliRunner().invoke(app, ["compliance", "decide"], input=typed).output)
    lines = [line.strip().rstrip(",") for line in shown.partition("  ...")[0].splitlines()[1:]]
    assert lines == [f'"{name}": "{answer[name]}"' for name in ("decision", "purpose", "rule")]
