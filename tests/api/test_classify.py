"""`twolane compliance classify`: texts in, intents out, in order, nothing lost."""

import io
import json
import subprocess
import sys
import time

import pytest

from api.cli.classifying import classify_lines
from conversation.errors import Invalid


def classified(*lines: bytes, pending: bool = True) -> list[dict[str, object]]:
    out = io.BytesIO()
    classify_lines(lines, out, pending=pending)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_text_a_line_in_order() -> None:
    assert classified(b"STOP\n", b"\n", b"are you a bot?\r\n", "退订".encode()) == [
        {"text": "STOP", "intent": "opt_out", "suppress": True, "rule": "opt_out.keyword"},
        {"text": "", "intent": "none", "suppress": False, "rule": "none"},
        {"text": "are you a bot?", "intent": "help", "suppress": False, "rule": "help.identity.bot"},
        {"text": "退订", "intent": "opt_out", "suppress": True, "rule": "opt_out.keyword"},
    ]


def test_json_and_plain_lines_may_be_mixed_and_json_keeps_line_breaks() -> None:
    first, second = classified(b'{"text": "hi\\nSTOP", "id": 7}\n', b"thanks\n")
    assert (first["text"], first["intent"]) == ("hi\nSTOP", "opt_out")
    assert second["intent"] == "none"


def test_a_bare_yes_answers_a_prompt_unless_none_waits() -> None:
    assert classified(b"YES")[0]["intent"] == "opt_in"
    assert classified(b"YES", pending=False)[0]["intent"] == "none"


def test_a_byte_order_mark_is_no_text() -> None:
    assert classified(b"\xef\xbb\xbfSTOP\n")[0]["text"] == "STOP"


def test_half_a_surrogate_pair_goes_out_as_it_came() -> None:
    assert classified(b'{"text": "stop \\ud83d"}')[0]["text"] == "stop \ud83d"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"text": "a"', "is no JSON"),
        (b'{"txt": "a"}', "has no `text`"),
        (b'{"text": 5}', "`text` is a int"),
        (b'{"text": null}', "has no `text`"),
        (b"\xff\xfe", "is not UTF-8"),
        (b'{"text":' + b"[" * 100_000, "is no JSON"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_in_its_place_and_the_rest_goes_on(line: bytes, problem: str) -> None:
    out = io.BytesIO()
    with pytest.raises(Invalid, match="line 2: ") as refused:
        classify_lines([b"STOP\n", line + b"\n", b"hello\n"], out, pending=True)
    assert problem in str(refused.value)
    first, second, third = map(json.loads, out.getvalue().splitlines())
    assert (first["intent"], third["intent"]) == ("opt_out", "none")
    assert second["line"] == 2
    assert problem in second["error"]


def test_the_command_streams_and_starts_within_a_second() -> None:
    command = [sys.executable, "-c", "import twolane; twolane.main()", "compliance", "classify"]
    started = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"STOP\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        took = time.perf_counter() - started
        process.stdin.write(b"{}\n")
        _, problems = process.communicate()
    assert answer["intent"] == "opt_out"
    assert process.returncode == 2
    assert problems.decode().startswith("Invalid: input: line 2: has no `text`")
    print(f"first answer after {took:.2f} s")
    assert took < 3, "it starts in 0.3 s on an idle machine; three are for a busy one"


def test_it_imports_no_part_of_the_house_that_is_slow() -> None:
    heavy = ("fastapi", "sqlalchemy", "langchain_core", "phonenumbers", "jinja2", "pydantic_settings")
    code = f"import sys, twolane, api.cli.classifying; print([name for name in {heavy} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert loaded.stdout.strip() == "[]"
