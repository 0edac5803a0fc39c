"""What the carrier's codes ask of us."""

import pytest

from channels.delivery_errors import KNOWN_ERRORS, ErrorAction, ErrorKind, explain, means_opted_out

RETRIES = {ErrorAction.RETRY, ErrorAction.RETRY_TWICE, ErrorAction.RETRY_ONCE}


def test_each_code_is_listed_once() -> None:
    assert len({error.code for error in KNOWN_ERRORS}) == len(KNOWN_ERRORS)


def test_only_what_may_yet_succeed_is_retried() -> None:
    assert not [error.code for error in KNOWN_ERRORS if error.permanent and error.action in RETRIES]


@pytest.mark.parametrize(("code", "opted_out"), [("21610", True), ("30004", False), ("", False), (None, False)])
def test_only_21610_is_an_opt_out(code: str | None, opted_out: bool) -> None:
    assert means_opted_out(code) is opted_out


def test_an_unlisted_code_is_never_retried_and_keeps_its_number() -> None:
    error = explain("39999")
    assert (error.code, error.kind, error.permanent) == ("39999", ErrorKind.UNKNOWN, True)
    assert error.action not in RETRIES
