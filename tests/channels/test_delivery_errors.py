"""What the carrier's codes ask of us."""

import pytest

from channels.delivery_errors import TELNYX, TWILIO, ErrorAction, ErrorKind, explain, known_errors, means_opted_out

RETRIES = {ErrorAction.RETRY, ErrorAction.RETRY_TWICE, ErrorAction.RETRY_ONCE}


def test_only_what_may_yet_succeed_is_retried() -> None:
    listed = [error for errors in known_errors().values() for error in errors.values()]
    assert not [error.code for error in listed if error.permanent and error.action in RETRIES]


DOCUMENTED = {
    TWILIO: {
        ErrorAction.SUPPRESS: ["21610"],
        ErrorAction.MARK_NUMBER: ["21211", "21614", "30005", "30006"],
        ErrorAction.RETRY: ["20429", "30001", "30022"],
        ErrorAction.RETRY_TWICE: ["30003"],
        ErrorAction.RETRY_ONCE: ["30008"],
        ErrorAction.REVIEW: ["30004"],
        ErrorAction.STOP_SENDER: ["30032", "30034", "30533"],
        ErrorAction.ALERT: ["30007", "21612", "21408"],
    },
    TELNYX: {
        ErrorAction.SUPPRESS: ["40300"],
        ErrorAction.MARK_NUMBER: ["40001"],
        ErrorAction.RETRY_TWICE: ["40005", "40006"],
        ErrorAction.STOP_SENDER: ["40003"],
        ErrorAction.ALERT: ["40002", "40008"],
    },
}


def test_what_the_carriers_document_has_the_action_that_it_asks_for() -> None:
    asked = [
        (carrier, code, action) for carrier, of in DOCUMENTED.items() for action, codes in of.items() for code in codes
    ]
    assert [(carrier, code, explain(code, carrier).action) for carrier, code, _ in asked] == asked


def test_a_carriers_codes_are_its_own() -> None:
    assert explain("40300").kind is ErrorKind.UNKNOWN
    assert means_opted_out("40300", TELNYX) and not means_opted_out("21610", TELNYX)


@pytest.mark.parametrize(("code", "opted_out"), [("21610", True), ("30004", False), ("", False), (None, False)])
def test_only_21610_is_an_opt_out(code: str | None, opted_out: bool) -> None:
    assert means_opted_out(code) is opted_out


def test_an_unlisted_code_is_never_retried_and_keeps_its_number() -> None:
    error = explain("39999")
    assert (error.code, error.kind, error.permanent) == ("39999", ErrorKind.UNKNOWN, True)
    assert error.action not in RETRIES
