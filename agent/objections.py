"""Objections: why a text of the AI's does not even go to the gate, told to the model like a refusal of the gate's."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from agent.view import TurnView
from compliance.claims.unsourced import unsourced
from compliance.third_parties import contact_data_in
from conversation.message import Direction
from conversation.persona import Persona
from conversation.verdict import Refuse, Trail

_PREMIUM = re.compile(r"1?900\d{7}")
"""Numbers whose caller pays by the minute: whoever put one into the store's pages, nobody is sent there."""
UNSOURCED = "facts.unsourced"
"""The rule by which an answer without a source is no answer."""


def objection_to(text: str, persona: Persona, view: TurnView, sources: Sequence[str]) -> Refuse | None:
    """Return why `text` may not be the AI's; None where nothing speaks against it. `sources` are the store's words."""
    if word := persona.blocked_in(text):
        return _refuse("persona.blocked", f"the shop never writes {word!r}")
    for data in contact_data_in(text, frozenset({view.contact.phone, view.merchant.support})):
        if _PREMIUM.fullmatch(bare := _bare(data)) or bare not in _bare(" ".join(sources)):
            return _refuse("data.third_party", "it has contact data that the store did not give")
    if guess := unsourced(text, chain(sources, _known_from(view))):
        why = f"it states something about {guess.subject.value} that nothing you were told says; look it up"
        return _refuse(UNSOURCED, f"{why}, or escalate with the reason knowledge_gap")
    return None


def _known_from(view: TurnView) -> Iterator[str]:
    """Yield what else may be said: what the cart and the facts say, and what was said in the conversation already."""
    if view.cart is not None:
        yield f"the cart costs {view.cart.total}"
        yield from (f"{item.title} {item.options} price {item.unit_price}" for item in view.cart.items)
    yield from (fact.statement for fact in view.shelf.facts if fact.is_live(view.now))
    yield from (message.text for message in view.messages if message.direction is Direction.OUT)


def _bare(words: str) -> str:
    return re.sub(r"[^a-z0-9@]", "", words.casefold())


def _refuse(rule: str, why: str) -> Refuse:
    return Refuse(rule, why, False, Trail("agent", ()))
