"""A recorded run is played again without network and key, to the same scores; what nobody recorded is a hard error."""

import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.heard_model import Answered
from agent.wire import answer_of, plain_answer
from api.settings import Settings
from conversation.errors import Misconfigured
from evals.card import Card
from evals.cassettes.cassette import Entry, Take, read_cassette, write_cassette
from evals.cassettes.deck import shelf_of
from evals.cassettes.difference import differences
from evals.cassettes.mode import Mode
from evals.cassettes.naming import file_name
from evals.cassettes.redacting import MARK, Redactor, redactor_of
from evals.choosing import Choice
from evals.command import run_wishes
from evals.errors import CassetteMiss
from evals.folder import TRANSCRIPTS
from evals.matrix import Wishes
from evals.plan import Plan
from evals.run import Manner, note_of_pack, play_into
from evals.score import score_one
from evals.step import Texts
from evals.suite import load_suite, shipped_suites
from evals.transcript import Transcript, read_transcripts
from prompts.renderer import load_pack
from tests.thinking_server import ActionServer, NativeServer

KEY = "sk-test-0123456789abcdefghij"
TAKE = Take("recovery", "gpt-5", "", 1)


def plan_of(
    settings: Settings, names: tuple[str, ...] = ("price objection", "Shipping question"), trials: int = 1
) -> Plan:
    suite = Choice(tuple(names)).of(load_suite("recovery"))
    return Plan(suite, {"recovery": note_of_pack("recovery")}, settings, trials)


def wired(server: NativeServer | ActionServer) -> Settings:
    return Settings(_env_file=None, model="openai:fake-1", openai_base_url=server.url, openai_api_key=KEY)


def manner(folder: Path, mode: Mode, jobs: int = 1) -> Manner:
    return Manner(jobs, cassettes=folder / "cassettes", mode=mode)


def played(folder: Path) -> list[Transcript]:
    return list(read_transcripts(folder / TRANSCRIPTS))


def cards(folder: Path) -> list[Card]:
    return [score_one(one).card() for one in played(folder)]


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Cut the network: nobody can be reached, not even on this machine."""

    def refuse(*args: object) -> None:
        raise AssertionError("a socket was connected")

    def now() -> None:
        for way in ("connect", "connect_ex"):
            monkeypatch.setattr(socket.socket, way, refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)

    return now


@pytest.mark.parametrize("kind", [NativeServer, ActionServer])
async def test_a_recorded_run_is_replayed_with_the_network_cut_and_no_key(
    tmp_path: Path, cut: Callable[[], None], kind: type[NativeServer] | type[ActionServer]
) -> None:
    with kind(load_pack("recovery")) as server:
        settings = wired(server)
        await play_into(tmp_path / "recorded", plan_of(settings), manner(tmp_path, Mode.RECORD, jobs=2))
    cut()
    keyless = settings.model_copy(update={"openai_api_key": Settings(_env_file=None, openai_api_key="").openai_api_key})
    await play_into(tmp_path / "replayed", plan_of(keyless), manner(tmp_path, Mode.REPLAY))
    recorded, replayed = played(tmp_path / "recorded"), played(tmp_path / "replayed")
    assert cards(tmp_path / "recorded") == cards(tmp_path / "replayed")
    for before, now in zip(recorded, replayed, strict=True):
        assert before.trouble is None and before.by_ai and before.calls
        assert now == replace(before, calls=tuple(replace(call, replayed=True) for call in before.calls)), (
            "tokens, times"
        )
    assert KEY not in "".join(file.read_text() for file in (tmp_path / "cassettes").rglob("*.jsonl"))


async def test_what_was_recorded_is_not_asked_again_and_what_was_not_is(tmp_path: Path) -> None:
    with NativeServer(load_pack("recovery")) as server:
        settings = wired(server)
        await play_into(tmp_path / "a", plan_of(settings, ("Shipping question",)), manner(tmp_path, Mode.AUTO))
        asked = len(server.requests)
        await play_into(tmp_path / "b", plan_of(settings, ("Shipping question",)), manner(tmp_path, Mode.AUTO))
        assert len(server.requests) == asked
        await play_into(
            tmp_path / "c", plan_of(settings, ("Shipping question",), trials=2), manner(tmp_path, Mode.AUTO)
        )
        assert len(server.requests) > asked, "a trial of its own has answers of its own"
    assert [all(call.replayed for call in one.calls) for one in played(tmp_path / "c")] == [True, False]


def test_a_question_that_nobody_recorded_exits_3_and_says_what_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWOLANE_MODEL", "rehearsal")
    choice = Choice(("Shipping question",))
    record = Wishes(("recovery",), choice=choice, manner=manner(tmp_path, Mode.RECORD))
    assert run_wishes("recovery", tmp_path / "out", record) == 0
    (file,) = (tmp_path / "cassettes").rglob("*.jsonl")
    file.write_text(file.read_text().replace("how long", "how wrong").replace("How long", "How wrong"))
    assert run_wishes("recovery", tmp_path / "out", replace(record, manner=manner(tmp_path, Mode.REPLAY))) == 3
    told = capsys.readouterr().err
    assert "CassetteMiss: shipping question: question" in told and "how wrong" in told.lower()
    other = replace(record, manner=manner(tmp_path, Mode.REPLAY), choice=Choice(("price objection",)))
    assert run_wishes("recovery", tmp_path / "out", other) == 3
    assert "0 questions are recorded" in capsys.readouterr().err


async def test_a_play_whose_model_failed_is_not_recorded_and_that_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with NativeServer(load_pack("recovery")) as server:
        settings = wired(server)
    await play_into(tmp_path / "a", plan_of(settings, ("Shipping question",)), manner(tmp_path, Mode.RECORD))
    assert not list(tmp_path.rglob("cassettes/*/*.jsonl"))
    assert "not recorded, for they broke or a call failed: shipping question" in caplog.text
    with pytest.raises(CassetteMiss, match="0 questions are recorded"):
        await play_into(tmp_path / "b", plan_of(settings, ("Shipping question",)), manner(tmp_path, Mode.REPLAY))


@pytest.mark.parametrize("suite", shipped_suites())
def test_each_scenario_has_a_cassette_of_its_own(suite: str) -> None:
    names = [scenario.name for scenario in load_suite(suite).scenarios]
    assert len({file_name(name) for name in names}) == len(names)


def test_an_ordinary_name_is_its_file_s() -> None:
    assert file_name("Shipping question") == "shipping_question"
    assert file_name("no, thanks") != file_name("no thanks") == "no_thanks"


async def test_a_key_that_a_shopper_texts_reaches_no_cassette(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "blue-horse-battery")
    plan = plan_of(Settings(_env_file=None), ("shipping question",))
    (scenario,) = plan.suite.scenarios
    texts = Texts(texts=(f"my key is {KEY} and blue-horse-battery, how long does standard delivery take?",))
    told = plan.suite.model_copy(
        update={"scenarios": (scenario.model_copy(update={"steps": (*scenario.steps[:1], texts)}),)}
    )
    for folder, mode in (("recorded", Mode.RECORD), ("replayed", Mode.REPLAY)):
        await play_into(tmp_path / folder, replace(plan, suite=told), manner(tmp_path, mode))
    (file,) = (tmp_path / "cassettes").rglob("*.jsonl")
    assert KEY not in file.read_text() and "blue-horse" not in file.read_text() and MARK in file.read_text()
    assert cards(tmp_path / "recorded") == cards(tmp_path / "replayed")


def test_a_second_model_would_be_asked_past_the_cassettes(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="TWOLANE_OPT_OUT_HINT"):
        shelf_of(tmp_path, Mode.REPLAY, Settings(_env_file=None, opt_out_hint=True))


def question(words: str = "hi", system: str = "Be kind.", **other: Any) -> dict[str, Any]:
    tools = [{"type": "function", "function": {"name": "lookup_cart"}}]
    messages = [{"role": "system", "content": system}, {"role": "user", "content": words}]
    return {"model": "gpt-5", "messages": messages, "tools": tools, "parameters": {}} | other


def test_the_order_of_plays_does_not_change_the_file(tmp_path: Path) -> None:
    answer = {"by": "gpt-5", "seconds": 0.5, "content": "Hello"}
    entries = [
        Entry(TAKE._replace(trial=trial), n, question(f"{trial} {n}"), answer) for trial in (1, 2) for n in (1, 2)
    ]
    write_cassette(tmp_path / "a.jsonl", entries)
    write_cassette(tmp_path / "b.jsonl", reversed(entries))
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert list(read_cassette(tmp_path / "a.jsonl")) == entries
    assert (tmp_path / "a.jsonl").read_text().count("Be kind.") == 1, "what all questions share stands there once"


def test_a_cassette_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"version": 99}\n')
    with pytest.raises(Misconfigured, match=r"a\.jsonl.*line 1"):
        read_cassette(tmp_path / "a.jsonl")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"model": "gpt-5-mini"}, "the model was gpt-5 and is gpt-5-mini"),
        ({"parameters": {"stop": ["x"]}}, "the parameters were {} and are {'stop': ['x']}"),
        ({"tools": []}, "tools: no longer offered: lookup_cart"),
        ({"system": "Be brief."}, "message 1 (system)"),
        ({"words": "hello there"}, "message 2 (user)"),
    ],
)
def test_what_differs_is_told(change: dict[str, Any], told: str) -> None:
    assert told in "\n".join(differences(question(), question(**change)))
    assert not list(differences(question(), question()))


def test_a_message_that_differs_is_shown_where_it_parts_however_its_fields_are_ordered() -> None:
    recorded = {**question(), "messages": [{"content": "x" * 90 + "Be brief.", "role": "system"}]}
    asked = {**question(), "messages": [{"role": "system", "content": "x" * 90 + "Be kind."}]}
    [told] = differences(recorded, asked)
    assert "Be brief." in told and "Be kind." in told


secrets = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=8, max_size=30)
json_values = st.recursive(
    st.text(max_size=20) | st.integers() | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(secret=secrets, before=st.text(max_size=10), after=st.text(max_size=10), around=json_values)
def test_a_known_secret_never_reaches_a_file(
    tmp_path_factory: pytest.TempPathFactory, secret: str, before: str, after: str, around: Any
) -> None:
    if secret in MARK or not secret.strip():
        return
    redactor = redactor_of(Settings(_env_file=None, openai_api_key=secret), {})
    told = redactor.clean({"messages": [{"content": f"{before}{secret}{after}", secret: [around, {"args": secret}]}]})
    assert secret not in "".join(_strings_of(told))
    assert redactor.clean(told) == told


def _strings_of(value: Any) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for pair in value.items() for part in pair for text in _strings_of(part)]
        case list():
            return [text for part in value for text in _strings_of(part)]
        case _:
            return []


LOOKS = (
    "sk-proj-abcdefghij0123456789",
    "shpat_0123456789abcdef0123456789abcdef",
    "AC0123456789abcdef0123456789abcdef",
    "AKIAABCDEFGHIJKLMNOP",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "whsec_abcdefghijklmnop",
)


@given(
    look=st.sampled_from(LOOKS),
    before=st.sampled_from(["", "my key is ", "(", "Authorization: Bearer ", 'api_key="']),
    after=st.sampled_from(["", " ok?", ")", "."]),
)
def test_what_looks_like_a_secret_is_taken_for_one(look: str, before: str, after: str) -> None:
    told = Redactor().clean({"content": f"{before}{look}{after}"})
    assert look not in told["content"] and MARK in told["content"]
    assert Redactor().clean(told) == told


@pytest.mark.parametrize(
    "said", ["Authorization: Bearer abc.def-ghi12", "password=hunter2!", "https://me:secret1@x.example/"]
)
def test_a_value_that_is_named_as_a_secret_is_taken_out(said: str) -> None:
    cleaned = Redactor().clean(said)
    assert MARK in cleaned and not any(word in cleaned for word in ("abc.def", "hunter2", "secret1"))
    assert Redactor().clean({"Authorization": "anything"}) == {"Authorization": MARK}


@pytest.mark.parametrize(
    "said",
    ["Use SAVE10-AC3DE at https://tidewater.example/c?key=1", "what a skate-board, sk-8", "A secret: it is 20% off"],
)
def test_ordinary_words_are_left_alone(said: str) -> None:
    assert Redactor().clean(said) == said


def test_what_the_environment_calls_a_secret_is_known(tmp_path: Path) -> None:
    redactor = redactor_of(
        Settings(_env_file=None), {"SHOP_TOKEN": "blue-horse-42", "HOME": "/home/dana", "A_KEY": "abc"}
    )
    assert redactor.clean("blue-horse-42 lives in /home/dana, abc") == f"{MARK} lives in /home/dana, abc"


@given(
    content=st.text(max_size=40),
    name=st.text(min_size=1, max_size=8),
    args=st.dictionaries(st.text(max_size=5), st.integers()),
)
def test_an_answer_reads_back_as_it_was_written(content: str, name: str, args: dict[str, int]) -> None:
    told = {
        "by": "gpt-5",
        "seconds": 1.25,
        "content": content,
        "tool_calls": [{"name": name, "args": args, "id": "call_1"}],
        "invalid_tool_calls": [{"name": name, "args": "{", "id": "call_2", "error": "half"}],
        "usage": {"input_tokens": 9, "output_tokens": 3, "total_tokens": 12, "input_token_details": {"cache_read": 4}},
        "refusal": "no",
        "end": {"finish_reason": "stop"},
    }
    read = answer_of(told)
    assert isinstance(read, Answered)
    written = plain_answer(read)
    assert written | {"invalid_tool_calls": told["invalid_tool_calls"]} == told
