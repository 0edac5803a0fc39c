"""Transcripts survive the file, and a line that cannot be read is named."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals.call import CallNote
from evals.errors import TranscriptsInvalid
from evals.expect import Expect
from evals.transcript import read_transcripts, to_line
from tests.evals.made import NOON, clean, with_fields


def test_a_transcript_reads_back_as_it_was_written(tmp_path: Path) -> None:
    expect = Expect.model_validate({"ai_texts": 3, "texts": [{"nth": 1, "not_before": "08:00"}], "says": "STOP"})
    calls = (
        CallNote(1, NOON, "gpt-5", 812, 900, 0, 40, 1525),
        CallNote(1, NOON, "gpt-5", 20_000, error="TimeoutError"),
    )
    first, second = with_fields(expect=expect, calls=calls)(clean()), with_fields(end=None, trouble="broke")(clean())
    file = tmp_path / "transcripts.jsonl"
    file.write_bytes(to_line(first) + to_line(second))
    assert list(read_transcripts(file)) == [first, second]
    assert len(file.read_bytes().splitlines()) == 2


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "transcripts.jsonl"
    file.write_bytes(to_line(clean()) + b'{"schema_version": 1}\n')
    with pytest.raises(TranscriptsInvalid, match=r"transcripts\.jsonl, line 2"):
        list(read_transcripts(file))


def test_a_line_of_another_schema_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "transcripts.jsonl"
    file.write_bytes(to_line(replace(clean(), schema_version=99)))
    with pytest.raises(TranscriptsInvalid, match="schema version 99"):
        list(read_transcripts(file))


def test_an_older_schema_is_read_as_having_no_calls(tmp_path: Path) -> None:
    told = json.loads(to_line(replace(clean(), schema_version=2)))
    del told["calls"], told["persona"]
    file = tmp_path / "transcripts.jsonl"
    file.write_text(json.dumps(told) + "\n", encoding="utf-8")
    (read,) = read_transcripts(file)
    assert (read.calls, read.persona, read.trial) == ((), "", 1)
