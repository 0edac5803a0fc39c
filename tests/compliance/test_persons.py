"""Who signs as a person claims to be one, however the words are written."""

import pytest

from compliance.claims import claims_to_be_person, read_text


@pytest.mark.parametrize(
    "text",
    [
        "Anything else? - Sofia, customer care",
        "- Sofia, customer c4r3",
        "Talk soon - S0fia",
        "Thanks! - S0fia, cust0mer c4re",
        "Bye - Sofia. Reply STOP to opt out.",
    ],
)
def test_a_signature_is_a_person_s(text: str) -> None:
    assert claims_to_be_person(read_text(text), "Tidewater") is not None


@pytest.mark.parametrize(
    "text",
    [
        "We have it in two colors: - blue - black",
        "Your cart - Backpack, green, small - is still here.",
        "The Trail Pack 40L fits a 15-inch laptop - promise",
        "Hi - this is Tidewater's automated assistant.",
        "Open Mon - Fri",
    ],
)
def test_a_dash_alone_signs_nothing(text: str) -> None:
    assert claims_to_be_person(read_text(text), "Tidewater") is None
