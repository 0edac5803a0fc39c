"""Our HMAC is the standard's, whatever the key and the words."""

import hmac

from hypothesis import given
from hypothesis import strategies as st

from conversation.audit import AuditKeys, Mac


@given(st.binary(max_size=150), st.text(st.characters(exclude_categories=["Cs"])))
def test_it_is_hmac_sha256(key: bytes, words: str) -> None:
    mac = Mac(key)
    expected = hmac.digest(key, words.encode(), "sha256").hex()
    assert (mac.hex(words), mac.hex(words)) == (expected, expected)


@given(st.text("+0123456789", min_size=8, max_size=16))
def test_a_token_hides_its_number_and_stands_for_itself(phone: str) -> None:
    keys = AuditKeys(b"a secret")
    token = keys.token("mer_1", phone)
    assert phone not in token and keys.token("mer_1", token) == token
    assert token != keys.token("mer_2", phone) != AuditKeys(b"another").token("mer_2", phone)
