"""Canned replies are strict: known variables, no programs, and a shopper's words stay words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.canned import LONGEST, VARIABLES, check_canned, fill_canned
from prompts.errors import CannedBroken

VALUES = dict.fromkeys(VARIABLES, "x")


@pytest.mark.parametrize(
    ("body", "values", "words"),
    [
        ("Hi {{ first_name }}, it's {{ agent }}.", {"first_name": "Noah", "agent": "Dana"}, "Hi Noah, it's Dana."),
        ("Hi {{ first_name or 'there' }}!", {"first_name": ""}, "Hi there!"),
        ("Hi{% if first_name %} {{ first_name }}{% endif %}!", {"first_name": ""}, "Hi!"),
        ("{{ brand }} & you <3", {"brand": "Salt & Sea"}, "Salt & Sea & you <3"),
    ],
)
def test_variables_are_filled_in(body: str, values: dict[str, str], words: str) -> None:
    check_canned(body)
    assert fill_canned(body, values) == words


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("  ", "it is empty"),
        ("x" * (LONGEST + 1), f"it has {LONGEST + 1} characters"),
        ("Hi {{ name }}", "'name' is not a variable"),
        ("Hi {{ first_name", "line 1"),
        ("{% for one in brand %}x{% endfor %}", "for is not allowed"),
        ("{{ brand.upper() }}", "call is not allowed"),
        ("{{ brand.__class__ }}", "getattr is not allowed"),
        ("{{ brand['x'] }}", "getitem is not allowed"),
        ("{{ brand * 1000000 }}", "mul is not allowed"),
        ("{{ brand|e }}", "filter is not allowed"),
        ("{% set agent = 'x' %}", "assign is not allowed"),
        ("{% include 'x' %}", "include is not allowed"),
    ],
)
def test_what_cannot_be_filled_in_is_refused_with_the_remedy(body: str, problem: str) -> None:
    with pytest.raises(CannedBroken) as caught:
        check_canned(body)
    assert caught.value.problem.startswith(problem)
    assert caught.value.field == "reply"
    assert caught.value.remedy


def test_a_variable_that_the_conversation_does_not_know_is_an_error() -> None:
    with pytest.raises(CannedBroken, match="cart_total"):
        fill_canned("Your {{ cart_total }}", {"first_name": "Noah"})


@given(st.text(max_size=60))
def test_a_shopper_s_name_is_never_read_as_a_program(name: str) -> None:
    assert fill_canned("<{{ first_name }}>", {"first_name": name}) == f"<{name}>".strip()


@given(st.text(st.sampled_from("{}%#abc first_name or'\n"), max_size=40))
def test_whatever_passes_the_check_can_be_filled_in(body: str) -> None:
    try:
        check_canned(body)
    except CannedBroken:
        return
    assert isinstance(fill_canned(body, VALUES), str)
