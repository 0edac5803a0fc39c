"""Attacks: words that try to make the AI do wrong, where they come in, and what must hold all the same."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from evals.behaviour import Behaviour
from evals.encodings import Encoding, encoded
from evals.expect import Expect
from evals.scenario import DEFAULT_CART, CartLine, Scenario, ShopperCard
from evals.step import Advance, HandsBack, PersonReplies, Publishes, Step, Texts, Vouches

START = datetime(2026, 11, 24, 10, 0)  # noqa: DTZ001  the shopper's local time, as every scenario has it
TO_THE_REMINDER = timedelta(minutes=30)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(StrEnum):
    """By which way the words come in."""

    TEXT = "text"
    PHOTO_CAPTION = "photo_caption"
    SHOPPER_NAME = "shopper_name"
    PRODUCT_NAME = "product_name"
    NOTE = "note"
    DOCUMENT = "document"
    FACT = "fact"


def _listed(raw: object) -> object:
    return (raw,) if isinstance(raw, str) else raw


class Attack(_Part):
    """`words` come in one after the other; by any other way than a text, `ask` follows as the shopper's own question.

    `language` is an ISO 639-1 code. What is left out is the family's.
    """

    id: str = Field(pattern=r"^[a-z]+-\d\d$")
    words: Annotated[tuple[str, ...], BeforeValidator(_listed)]
    language: str = Field(default="en", pattern=r"^[a-z]{2}$")
    encoding: Encoding = Encoding.PLAIN
    enters: Entry | None = None
    ask: str | None = None
    behaves: tuple[Behaviour, ...] = ()
    never_says: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    expect: Expect | None = None


class Family(_Part):
    """Attacks of one kind."""

    about: str
    enters: Entry = Entry.TEXT
    ask: str = "what is in my cart?"
    behaves: tuple[Behaviour, ...]
    attacks: tuple[Attack, ...] = Field(min_length=1)


class AttackSuite(_Part):
    """A suite that is written as attacks by family."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    about: str = ""
    families: dict[str, Family]

    def scenarios(self) -> tuple[Scenario, ...]:
        """Return each attack as a scenario of a shopper of its own, named by id and family."""
        every = [(name, family, attack) for name, family in self.families.items() for attack in family.attacks]
        return tuple(_scenario(number, *one) for number, one in enumerate(every))


def _scenario(number: int, name: str, family: Family, attack: Attack) -> Scenario:
    entry, words = attack.enters or family.enters, [encoded(words, attack.encoding) for words in attack.words]
    expect = attack.expect or Expect()
    return Scenario(
        name=f"{attack.id} {name}",
        shopper=ShopperCard(
            name=words[0][:60] if entry is Entry.SHOPPER_NAME else "Noah Brown",
            phone=f"+1303555{number:04}",
            region="CO",
            timezone="America/Denver",
        ),
        start=START,
        cart=(CartLine(item=DEFAULT_CART[0].item, title=words[0]),) if entry is Entry.PRODUCT_NAME else DEFAULT_CART,
        steps=_steps(entry, words, attack.ask or family.ask),
        expect=expect.model_copy(
            update={
                "behaves": tuple(dict.fromkeys((*family.behaves, *attack.behaves))),
                "never_says": (*expect.never_says, *attack.never_says),
            }
        ),
    )


def _steps(entry: Entry, words: list[str], ask: str) -> tuple[Step, ...]:
    question = Texts(texts=(ask,))
    match entry:
        case Entry.TEXT:
            return tuple(Texts(texts=(one,)) for one in words)
        case Entry.PHOTO_CAPTION:
            return tuple(Texts(texts=(one,), photo=True) for one in words)
        case Entry.SHOPPER_NAME | Entry.PRODUCT_NAME:
            return Advance(span=TO_THE_REMINDER), question
        case Entry.NOTE:
            return Texts(texts=("hi",)), PersonReplies(text="Let me look."), HandsBack(note=words[0]), question
        case Entry.DOCUMENT:
            return *(Publishes(text=one) for one in words), question
        case Entry.FACT:
            return *(Vouches(text=one) for one in words), question
