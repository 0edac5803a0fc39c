"""What a merchant did to set texting up and no other row tells."""

from dataclasses import dataclass

from conversation.ids import ContactId


@dataclass(frozen=True, slots=True)
class SetUpNotes:
    """`consent_wording` is what they said that their checkout shows, word for word; empty before.

    `asked` is the question by which they tried what the AI answers from. `test_contact` is the last person of theirs
    who had a test text sent to their own phone.
    """

    consent_wording: str = ""
    asked: str = ""
    test_contact: ContactId = ""
