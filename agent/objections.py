"""Objections: why a text of the AI's does not even go to the gate, told to the model like a refusal of the gate's."""

import re
from collections.abc import Sequence

from agent.view import TurnView
from compliance.third_parties import contact_data_in
from conversation.persona import Persona
from conversation.verdict import Refuse, Trail

_PREMIUM = re.compile(r"1?900\d{7}")
"""Numbers whose caller pays by the minute: whoever put one into the store's pages, nobody is sent there."""


def objection_to(text: str, persona: Persona, view: TurnView, sources: Sequence[str]) -> Refuse | None:
    """Return why `text` may not be the AI's; None where nothing speaks against it. `sources` are the store's words."""
    if word := persona.blocked_in(text):
        return _refuse("persona.blocked", f"the shop never writes {word!r}")
    for data in contact_data_in(text, frozenset({view.contact.phone, view.merchant.support})):
        if _PREMIUM.fullmatch(bare := _bare(data)) or bare not in _bare(" ".join(sources)):
            return _refuse("data.third_party", "it has contact data that the store did not give")
    return None


def _bare(words: str) -> str:
    return re.sub(r"[^a-z0-9@]", "", words.casefold())


def _refuse(rule: str, why: str) -> Refuse:
    return Refuse(rule, why, False, Trail("agent", ()))
