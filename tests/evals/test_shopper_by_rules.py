"""Shoppers by rules: they always end, say the same for the same seed, and never spoil a conversation themselves."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from conversation.message import Author, Purpose
from evals.shoppers.by_rules import RuleShopper
from evals.shoppers.improvising import SPARE, improvise
from evals.shoppers.role import FedUp, Goal, Manner, Role
from evals.shoppers.shopper import Line
from evals.shoppers.simulation import SimulationNote

STORE = (
    Line(Author.AI, "Here is your cart: https://tidewater.example/c/1", Purpose.REPLY),
    Line(Author.AI, "I can take 10% off: use code SAVE10-AB12C at checkout.", Purpose.REPLY),
    Line(Author.AI, "Standard delivery takes 3 to 5 business days.", Purpose.REPLY),
    Line(Author.AI, "What is your order number?", Purpose.REPLY),
    Line(Author.AI, "I have nothing to add.", Purpose.REPLY),
    Line(Author.TEMPLATE, "We have asked a person; they will reply here.", Purpose.HOLDING),
    Line(Author.TEMPLATE, "You have opted out.", Purpose.OPT_OUT_CONFIRMATION),
    Line(Author.HUMAN, "Dana here, how can I help?", Purpose.REPLY),
    None,
)
"""What may come after a text; None: nothing."""

roles = st.builds(
    Role,
    goal=st.sampled_from(Goal),
    manner=st.sampled_from(Manner),
    asks=st.just(("how long is delivery?", "when would it arrive?")),
    hears=st.just(("3 to 5 business days",)),
    knows=st.sampled_from([{}, {"order number": "#1031"}]),
    unknown=st.sampled_from([{}, {"order number": "#0988"}]),
    patience=st.integers(1, 20),
    buys=st.booleans(),
    fed_up=st.sampled_from(FedUp),
)
answers = st.lists(st.sampled_from(STORE), min_size=1, max_size=30)


class Phone:
    """A world that answers each text with the next of `answers`, over and over."""

    def __init__(self, answers: list[Line | None]) -> None:
        self._answers = answers
        self.said: list[Line] = []
        self.texts: list[str] = []
        self.bought: list[bool] = []

    async def text(self, words: str) -> None:
        self.said.append(Line(Author.CONTACT, words))
        self.texts.append(words)
        answer = self._answers[(len(self.texts) - 1) % len(self._answers)]
        self.said += [answer] if answer is not None else []

    async def wait(self, span: timedelta) -> None:
        assert span > timedelta()

    async def buy(self, *, with_code: bool) -> None:
        self.bought.append(with_code)

    async def lines(self) -> tuple[Line, ...]:
        return tuple(self.said)


async def played(role: Role, answers: list[Line | None], seed: int) -> tuple[SimulationNote, Phone]:
    phone = Phone(answers)
    return await improvise(role, RuleShopper(role, seed), phone, seed), phone


@given(role=roles, answers=answers, seed=st.integers(0, 2**32))
async def test_it_ends_within_its_patience_and_is_never_at_fault(
    role: Role, answers: list[Line | None], seed: int
) -> None:
    note, phone = await played(role, answers, seed)
    assert note.ended in {"satisfied", "bought", "gave_up"}
    assert 1 <= note.texts <= role.patience + SPARE and note.texts == len(phone.texts)
    assert note.faults == ()
    assert all(text.strip() and len(text) <= 420 for text in phone.texts)
    assert len(phone.bought) == (note.ended == "bought")


@given(role=roles, answers=answers, seed=st.integers(0, 2**32))
async def test_the_same_seed_says_the_same(role: Role, answers: list[Line | None], seed: int) -> None:
    first, second = await played(role, answers, seed), await played(role, answers, seed)
    assert first[1].texts == second[1].texts and first[0] == second[0]


async def test_other_seeds_say_other_things() -> None:
    role = Role(goal=Goal.DISCOUNT, patience=6)
    assert len({tuple((await played(role, [STORE[4]], seed))[1].texts) for seed in range(20)}) > 10


async def test_it_tells_a_fact_that_it_knows_and_says_so_where_it_knows_none() -> None:
    knows = Role(goal=Goal.PERSON, knows={"order number": "#1031"}, patience=3)
    _, phone = await played(knows, [STORE[3]], 1)
    assert "#1031" in phone.texts[1]
    unknown = Role(goal=Goal.PERSON, unknown={"order number": "#0988"}, patience=3)
    _, phone = await played(unknown, [STORE[3]], 1)
    assert not any("#0988" in text for text in phone.texts)


async def test_who_gets_no_answer_asks_whether_anybody_is_there_and_leaves() -> None:
    note, phone = await played(Role(goal=Goal.DISCOUNT, patience=3), [None], 4)
    assert note.ended == "gave_up" and not note.met and len(phone.texts) == 4


async def test_who_is_fed_up_may_stop_the_texts() -> None:
    _, phone = await played(Role(goal=Goal.DISCOUNT, patience=2, fed_up=FedUp.STOPS), [STORE[4]], 4)
    assert phone.texts[-1] == "STOP"
