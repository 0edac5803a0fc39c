"""Past conversations become transcripts: bad rows are told by line, and good ones kept."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.settings import Settings
from conversation.event import EventKind
from conversation.message import Author, Purpose
from evals.importing.command import read_export
from evals.importing.dialogue import ImportInvalid
from evals.importing.moments import moment
from evals.importing.scripting import suite_of
from evals.importing.transcribing import Setting, transcript_of
from evals.run import note_of_pack, play_suite
from evals.score import Verdict, score_one
from evals.step import Advance, PersonReplies, Texts
from evals.suite import load_suite
from evals.transcript import Transcript, read_transcripts
from training.rows import DATA
from twolane import app

TAU = DATA / "tau_v1" / "gpt-4o-airline.json"
TWILIO = (
    ("From", "To", "Body", "Direction", "DateSent", "Status"),
    (
        "+13035550100",
        "+13035550111",
        "Tidewater: you left a pack. Reply STOP to opt out.",
        "outbound-api",
        "2026-11-24T19:00:00Z",
        "delivered",
    ),
    (
        "+13035550111",
        "+13035550100",
        "is it, um, blue?\nor green",
        "inbound",
        "Tue, 24 Nov 2026 19:01:00 +0000",
        "received",
    ),
    (
        "+13035550100",
        "+13035550111",
        "It is green. Hurry, only 2 left!",
        "outbound-reply",
        "2026-11-24T19:02:00Z",
        "delivered",
    ),
    ("+13035550111", "+13035550100", "Stop.", "inbound", "2026-11-24T19:03:00Z", "received"),
    (
        "+13035550100",
        "+13035550111",
        "You are unsubscribed and get no more texts.",
        "outbound-api",
        "2026-11-24T19:03:10Z",
        "delivered",
    ),
    ("+13035550100", "+13035550111", "Are you still there?", "outbound-api", "2026-11-24T20:00:00Z", "delivered"),
    ("+13035550100", "+13035550122", "", "outbound-api", "2026-11-24T19:00:00Z", "delivered"),
    ("+13035550100", "+13035550122", "Hi there", "sideways", "2026-11-24T19:00:00Z", "delivered"),
    ("+13035550100", "+13035550122", "Hi there", "outbound-api", "yesterday", "delivered"),
)


def message(kind: object, words: str, at: int, **more: object) -> dict[str, object]:
    return {"id": at, "content": words, "message_type": kind, "created_at": 1795500000 + at, **more}


CHATWOOT = {
    "id": 7,
    "messages": [
        message(0, "where is my order?", 1, sender={"type": "contact"}),
        message(1, "Let me look.", 2, sender={"type": "agent_bot"}),
        message(1, "It ships today.", 4, sender={"type": "user", "name": "Dana"}),
        message(1, "he sounds angry", 3, sender={"type": "user"}, private=True),
        message(2, "Dana joined", 3),
        message(9, "what is this", 5),
    ],
}


@pytest.fixture
def twilio(tmp_path: Path) -> Path:
    file = tmp_path / "log.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(TWILIO)
    return file


def only(file: Path) -> Transcript:
    imported = read_export(file)
    (dialogue,) = imported.dialogues
    return transcript_of(dialogue, imported.shape, Setting(brand="Tidewater", region="CO", timezone="America/Denver"))


def test_a_log_of_twilios_is_read_and_its_bad_rows_are_told_by_line(twilio: Path) -> None:
    imported = read_export(twilio)
    assert (imported.shape, [len(one.lines) for one in imported.dialogues]) == ("twilio", [6])
    assert [str(bad).split(":")[0] for bad in imported.bad] == ["line 9", "line 10", "line 11"]
    assert "there are no words" in imported.bad[0].why
    assert "neither inbound nor outbound" in imported.bad[1].why
    assert "'yesterday' is no time" in imported.bad[2].why
    assert imported.dialogues[0].lines[1].words == "is it, um, blue?\nor green"


def test_what_was_sent_after_a_stop_is_found_and_what_pressed_is_measured(twilio: Path) -> None:
    transcript = only(twilio)
    assert [m.purpose for m in transcript.left] == [
        Purpose.CAMPAIGN,
        Purpose.REPLY,
        Purpose.OPT_OUT_CONFIRMATION,
        Purpose.REPLY,
    ]
    scored = score_one(transcript)
    wrong = {result.check: [one.seq for one in result.violations] for result in scored.results if result.violations}
    assert wrong["stop.nothing_after"] == [6]
    assert "stop.keyword_heeded" not in wrong and "label.truthful" not in wrong
    assert scored.tone.values["pressure"] == (0, 1, 0)


def test_no_number_of_a_shopper_stands_in_a_transcript(twilio: Path, tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["evals", "import", str(twilio), "--out", str(tmp_path / "out")])
    assert told.exit_code == 1
    assert (
        "line 10: the direction 'sideways'" in told.output
        and "1 conversations, 6 texts; 3 rows left out" in told.output
    )
    written = tmp_path / "out" / "transcripts.jsonl"
    assert len(list(read_transcripts(written))) == 1
    assert "3035550111" not in written.read_text(encoding="utf-8")


@pytest.mark.parametrize("shape", ["conversation", "messages"])
def test_chatwoots_conversations_keep_who_wrote_and_leave_out_notes(tmp_path: Path, shape: str) -> None:
    file = tmp_path / "chats.jsonl"
    each = [{"conversation_id": 7, **one} for one in CHATWOOT["messages"]]
    lines = [CHATWOOT] if shape == "conversation" else each
    file.write_text("\n".join([*map(json.dumps, lines), "{broken", "[]"]), encoding="utf-8")
    imported = read_export(file)
    assert [bad.why.split(":")[0] for bad in imported.bad] == [
        "the message_type '9' is not known",
        "it is not JSON",
        "it is no JSON object",
    ]
    assert [(m.author, m.composed) for m in only(file).messages] == [
        (Author.CONTACT, "where is my order?"),
        (Author.AI, "Let me look."),
        (Author.HUMAN, "It ships today."),
    ]


def test_plain_rows_need_only_who_said_what_and_when(tmp_path: Path) -> None:
    file = tmp_path / "chats.csv"
    file.write_text(
        "Conversation,Author,Text,At\na,shopper,hi,2026-11-24 10:00\na,ai,hello,2026-11-24 10:01\na,dog,wuff,1\n"
    )
    assert [m.author for m in only(file).messages] == [Author.CONTACT, Author.AI]
    assert "the author 'dog'" in read_export(file).bad[0].why


def test_who_wrote_is_said_by_the_importer_where_the_export_does_not(twilio: Path) -> None:
    imported = read_export(twilio)
    people = transcript_of(imported.dialogues[0], imported.shape, Setting(written_by=Author.HUMAN))
    assert people.by_ai == ()
    assert {m.author for m in people.left} == {Author.HUMAN, Author.TEMPLATE}


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.csv", "x,y\n1,2\n", "no row has a known shape"),
        ("a.json", "{}", "neither a list of results"),
        ("a.json", "nope", "not JSON"),
        ("none.csv", None, "cannot be read"),
    ],
)
def test_a_file_of_no_use_says_why(tmp_path: Path, name: str, text: str | None, why: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(ImportInvalid, match=why):
        read_export(tmp_path / name)
    assert CliRunner().invoke(app, ["evals", "import", str(tmp_path / name), "--out", str(tmp_path)]).exit_code == 3


@pytest.mark.parametrize(
    "raw",
    [
        "2026-11-24T10:00:00Z",
        "2026-11-24 11:00:00+01:00",
        "Tue, 24 Nov 2026 10:00:00 +0000",
        1795514400,
        "1795514400000",
    ],
)
def test_a_moment_is_read_however_it_is_written(raw: object) -> None:
    assert moment(raw).isoformat() == "2026-11-24T10:00:00+00:00"


def test_a_result_of_tau2_bench_is_read_with_its_tools(tmp_path: Path) -> None:
    said = [
        {"role": "user", "content": "hi", "timestamp": "2026-11-24T10:00:00"},
        {"role": "assistant", "content": None, "tool_calls": [{"name": "find_order", "arguments": {}}]},
        {"role": "tool", "content": "{}"},
        {"role": "assistant", "content": "It ships.", "timestamp": "2026-11-24T10:01:00"},
        {"role": "user", "content": "###STOP###"},
    ]
    file = tmp_path / "tau2.json"
    file.write_text(json.dumps({"simulations": [{"task_id": "3", "trial": 1, "messages": said}, {"task_id": "4"}]}))
    assert [bad.where for bad in read_export(file).bad] == ["result 2"]
    played = only(file)
    assert (played.scenario, played.trial, len(played.messages)) == ("task 3", 2, 2)
    assert [event.details["name"] for event in played.events_of(EventKind.TOOL_CALLED)] == ["find_order"]


@pytest.mark.skipif(not TAU.exists(), reason="tau_v1 is not beside the repository, in shared/data")
def test_all_results_of_tau_bench_become_transcripts() -> None:
    imported = read_export(TAU)
    assert (len(imported.dialogues), imported.bad) == (200, [])
    assert {one.trial for one in imported.dialogues} == {1, 2, 3, 4}
    played = [transcript_of(one, imported.shape, Setting()) for one in imported.dialogues[:3]]
    assert all(one.by_ai and one.inbound for one in played) and any(one.events for one in played)


async def test_yesterdays_texts_become_todays_test(twilio: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = CliRunner().invoke(
        app, ["evals", "import", str(twilio), "--out", str(out), "--as", "suite", "--region", "CO"]
    )
    assert told.exit_code == 1 and "3 rows left out" in told.output
    assert "3035550111" not in (out / "suite.yaml").read_text(encoding="utf-8")
    suite = load_suite(out / "suite.yaml")
    [scenario] = suite.scenarios
    assert [step for step in scenario.steps if isinstance(step, Texts)] == [
        Texts(texts=("is it, um, blue?\nor green",)),
        Texts(texts=("Stop.",)),
    ]
    [played] = [
        one async for one in play_suite(suite, {"recovery": note_of_pack("recovery")}, Settings(_env_file=None))
    ]
    assert score_one(played).verdict is Verdict.GOOD
    assert played.end is not None and played.end.suppressed
    assert played.left[0].purpose is Purpose.REMINDER


def test_people_and_pauses_are_played_again_and_doubles_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "chats.csv"
    file.write_text(
        "Conversation,Author,Text,At\n"
        "a,ai,you left a bag,2026-11-24 17:00\na,shopper,hi,2026-11-24 17:10:00\na,shopper,there,2026-11-24 17:10:20\n"
        "a,human,Dana here,2026-11-24 18:10\nb,ai,hello,2026-11-24 17:00\n",
        encoding="utf-8",
    )
    assert (
        CliRunner().invoke(app, ["evals", "import", str(file), "--out", str(tmp_path), "--as", "suite"]).exit_code == 0
    )
    [scenario] = load_suite(tmp_path / "suite.yaml").scenarios
    assert scenario.steps == (
        Advance(span=timedelta(minutes=30)),
        Advance(span=timedelta(minutes=10)),
        Texts(texts=("hi", "there")),
        Advance(span=timedelta(minutes=60)),
        PersonReplies(text="Dana here"),
    )
    assert scenario.start.isoformat() == "2026-11-24T09:30:00"


@pytest.mark.skipif(not TAU.exists(), reason="tau_v1 is not beside the repository, in shared/data")
def test_results_of_tau_bench_become_scenarios_each_trial_its_own(tmp_path: Path) -> None:
    file, imported = tmp_path / "suite.yaml", read_export(TAU)
    del imported.dialogues[40:]
    file.write_text(suite_of(imported, Setting()), encoding="utf-8")
    assert len({one.name for one in load_suite(file).scenarios}) == 40


def test_an_imported_conversation_that_breaks_nothing_is_as_expected(tmp_path: Path) -> None:
    (file := tmp_path / "plain.csv").write_text(
        "conversation,author,text,at\n"
        "a,contact,is it blue?,2026-11-24T19:00:00Z\n"
        "a,human,Hi Noah! It is green.,2026-11-24T19:01:00Z\n"
    )
    [dialogue] = read_export(file).dialogues
    scored = score_one(transcript_of(dialogue, "plain", Setting()))
    assert (scored.missed, scored.verdict) == ((), Verdict.GOOD)
    assert all(result.looked_at == 0 for result in scored.results if result.check == "introduction.first_text"), (
        "nobody said what the brand is called"
    )
