"""The conversation of a case: its texts in order, each in the exchange of whoever had control."""

from collections.abc import Sequence
from datetime import datetime

from api.cases.gate_case import GateCase, TextCase
from api.cases.names import CONVERSATION, EXCHANGE, MERCHANT, PERSON
from compliance.rules.caps import VOLUNTEERED
from conversation.errors import Invalid
from conversation.message import Author, Body, Direction, Message, Purpose
from conversation.verdict import VerdictNote

SEATS = frozenset({Author.AI, Author.HUMAN})
"""Those who have control by turns. What templates say belongs to whoever has it."""


class Talk:
    """What was texted so far. `exchange` is the one in which the draft would leave."""

    def __init__(self, case: GateCase, now: datetime) -> None:
        self.messages: tuple[Message, ...] = ()
        self._holder = Author.AI
        self._exchanges = 1
        for place, text in enumerate(case.history):
            self.messages = (*self.messages, self._message(place, text, now))
        self._pass_to(Author(case.draft.author))

    @property
    def exchange(self) -> str:
        return f"{EXCHANGE}_{self._exchanges}"

    @property
    def newest_inbound(self) -> Message | None:
        return next(reversed(self.inbound), None)

    @property
    def inbound(self) -> Sequence[Message]:
        return [message for message in self.messages if message.direction is Direction.IN]

    def check_is_inbound(self, field: str, ref: str) -> None:
        """Raises Invalid unless `ref` is the id of a text from the shopper."""
        if ref not in [message.id for message in self.inbound]:
            raise Invalid(field, f"no text from the shopper has the id {ref!r}", "give a text in history that id")

    def _message(self, place: int, text: TextCase, now: datetime) -> Message:
        ref = text.id or f"msg_{place + 1}"
        self._check(place, ref, text.at, now)
        if text.author == "shopper":
            return self._text(place, ref, text, Author.CONTACT, None)
        author = Author(text.author)
        self._pass_to(author)
        return self._text(place, ref, text, author, text.purpose or self._usual_purpose())

    def _text(self, place: int, ref: str, text: TextCase, author: Author, purpose: Purpose | None) -> Message:
        return Message(
            id=ref,
            merchant_id=MERCHANT,
            conversation_id=CONVERSATION,
            exchange_id=self.exchange,
            seq=place + 1,
            direction=Direction.IN if purpose is None else Direction.OUT,
            author=author,
            body=Body(text.text),
            epoch=1,
            created_at=text.at,
            purpose=purpose,
            user_id=PERSON if author is Author.HUMAN else None,
            verdict=VerdictNote("allow", None, None, None, "", (), _found(text)) if purpose else None,
        )

    def _usual_purpose(self) -> Purpose:
        return Purpose.REPLY if self.inbound else Purpose.REMINDER

    def _pass_to(self, author: Author) -> None:
        if author in SEATS and author is not self._holder:
            self._holder = author
            self._exchanges += 1

    def _check(self, place: int, ref: str, at: datetime, now: datetime) -> None:
        field = f"history.{place}"
        if any(message.id == ref for message in self.messages):
            raise Invalid(f"{field}.id", f"{ref!r} stands there twice", "give every text an id of its own, or none")
        if at > now:
            raise Invalid(f"{field}.at", "it lies after now", "state what happened before the gate is asked")
        if self.messages and at < self.messages[-1].created_at:
            raise Invalid(f"{field}.at", "it lies before the text above it", "state the texts oldest first")


def _found(text: TextCase) -> dict[str, str]:
    return {VOLUNTEERED: "yes"} if text.offers_unasked else {}
