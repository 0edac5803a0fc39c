"""Lines are read back as they were written, checked field by field; expectations once for each that differs."""

from pathlib import Path

import pytest

from evals.card import read_cards, write_cards
from evals.errors import ScoresInvalid, TranscriptsInvalid
from evals.expect import Expect
from evals.score import score_one
from evals.transcript import read_transcripts, to_line
from tests.evals.made import clean, with_fields

UNMET = with_fields(expect=Expect.model_validate({"control": "human"}))


def test_plays_of_one_scenario_share_its_expectations(tmp_path: Path) -> None:
    file = tmp_path / "transcripts.jsonl"
    file.write_bytes(to_line(clean()) + to_line(UNMET(clean())) + to_line(UNMET(clean())))
    other, one, again = read_transcripts(file)
    assert one.expect is again.expect
    assert one.expect != other.expect


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ((b'"seq":1', b'"seq":"one"'), r"line 1: Expected `int`, got `str` - at `\$\.messages\[0\]\.seq`"),
        ((b'"no_events":[]', b'"no_event":[]'), r"line 1: no_event: Extra inputs are not permitted"),
        ((b'"scenario"', b'"scene"'), r"missing required field `scenario`"),
        ((b"Noah", b"\xff"), r"line 1: .*utf-8"),
    ],
)
def test_what_is_wrong_with_a_transcript_is_told_with_its_place(
    tmp_path: Path, broken: tuple[bytes, bytes], told: str
) -> None:
    file = tmp_path / "transcripts.jsonl"
    file.write_bytes(to_line(clean()).replace(*broken, 1))
    with pytest.raises(TranscriptsInvalid, match=told):
        list(read_transcripts(file))


def test_cards_survive_the_file_and_a_broken_one_is_named(tmp_path: Path) -> None:
    file = tmp_path / "scores.jsonl"
    cards = [score_one(one).card(place=7) for one in (clean(), UNMET(clean()))]
    assert list(write_cards(file, cards)) == list(read_cards(file)) == cards
    file.write_bytes(file.read_bytes().replace(b'"trial":1', b'"trial":null', 1))
    with pytest.raises(ScoresInvalid, match=r"line 1: Expected `int`, got `null` - at `\$\.trial`"):
        list(read_cards(file))
