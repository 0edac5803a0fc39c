"""Reading posted forms."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.carrier import BadWebhook
from channels.form import MAX_BYTES, MAX_FIELDS, Form

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(text, text)))
def test_what_is_encoded_is_read_back(pairs: list[tuple[str, str]]) -> None:
    form = Form.of(pairs)
    assert Form.read(form.encode()) == form


@given(st.text("ab=&%+2B041é ", max_size=40))
def test_any_body_is_read_as_the_standard_library_reads_it(body: str) -> None:
    try:
        expected = tuple(parse_qsl(body, keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        with pytest.raises(BadWebhook):
            Form.read(body.encode())
    else:
        assert Form.read(body.encode()).pairs == expected


def test_repeated_names_keep_their_order_and_the_first_is_got() -> None:
    form = Form.read(b"a=2&b=&a=1")
    assert form.pairs == (("a", "2"), ("b", ""), ("a", "1"))
    assert (form.get("a"), form.get("b"), form.get("c")) == ("2", "", None)


def test_a_needed_field_is_named_when_blank_or_missing() -> None:
    form = Form.read(b"From=")
    with pytest.raises(BadWebhook, match=r"From: is blank; look"):
        form.require("From", "look")
    with pytest.raises(BadWebhook, match=r"To: is missing; look"):
        form.require("To", "look")


@pytest.mark.parametrize("body", [b"x" * (MAX_BYTES + 1), b"a=1&" * (MAX_FIELDS + 1)])
def test_a_form_that_is_too_large_is_refused_before_it_is_read(body: bytes) -> None:
    with pytest.raises(BadWebhook, match="body"):
        Form.read(body)


@pytest.mark.parametrize(("body", "field"), [(b"Body=%ff", "Body"), (b"a=1&%ff=1", "%ff"), (b"B=\xff", "B")])
def test_text_that_is_not_utf_8_is_refused_by_its_field(body: bytes, field: str) -> None:
    with pytest.raises(BadWebhook) as fault:
        Form.read(body)
    assert fault.value.field == field
