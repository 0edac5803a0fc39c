"""Needed, needless and missed escalations, as the log tells them."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from api.escalation_report import figures_since, in_words
from conversation.control import escalate, hand_back, take_over
from conversation.conversation import Conversation
from conversation.errors import Invalid
from conversation.escalation import Escalation, EscalationReason
from conversation.fence import hold
from conversation.message import Author, Body, Purpose
from conversation.receiving import receive
from conversation.sending import queue
from conversation.store_memory.books import MemoryBooks
from handoff.escalation_figures import EscalationFigures, Fate, escalation_figures
from tests.conversation.world import ALLOW, DANA, MERCHANT, NOW, draft_by, seed, talk_to, text_from


@dataclass
class Log:
    books: MemoryBooks = field(default_factory=MemoryBooks)

    def __post_init__(self) -> None:
        seed(self.books)
        receive(self.books, text_from(), NOW)

    @property
    def talk(self) -> Conversation:
        return talk_to(self.books)

    def escalate(self, reason: EscalationReason = EscalationReason.REFUND) -> "Log":
        with hold(self.books, MERCHANT.id, self.talk.id, NOW) as held:
            escalate(held, Escalation(reason, "", NOW))
        return self

    def take(self) -> "Log":
        take_over(self.books, MERCHANT.id, self.talk.id, DANA, NOW)
        return self

    def say(self) -> "Log":
        with hold(self.books, MERCHANT.id, self.talk.id, NOW) as held:
            draft = draft_by(Author.HUMAN, held.row, "Hello", DANA)
            queue(held, draft, Body("Hello"), Purpose.REPLY, ALLOW, DANA)
        return self

    def back(self) -> "Log":
        hand_back(self.books, MERCHANT.id, self.talk.id, DANA, NOW)
        return self

    def figures(self) -> EscalationFigures:
        talk = self.talk
        events = self.books.events(MERCHANT.id, talk.id)
        return escalation_figures([(events, self.books.messages(MERCHANT.id, talk.id))])


@pytest.mark.parametrize(
    ("log", "fate"),
    [
        (lambda log: log.escalate(), Fate.OPEN),
        (lambda log: log.escalate().take(), Fate.OPEN),
        (lambda log: log.escalate().take().say(), Fate.NEEDED),
        (lambda log: log.escalate().take().say().back(), Fate.NEEDED),
        (lambda log: log.escalate().take().back(), Fate.NEEDLESS),
        (lambda log: log.take().say(), Fate.MISSED),
        (lambda log: log.take().say().back(), Fate.MISSED),
    ],
)
def test_each_fate(log, fate: Fate) -> None:
    figures = log(Log()).figures()
    assert figures.fates == {fate: 1}
    assert figures.by_reason == ({} if fate is Fate.MISSED else {"refund": {fate: 1}})


def test_a_look_without_a_word_is_neither() -> None:
    assert Log().take().back().figures().fates == {}


def test_one_conversation_may_hold_several() -> None:
    log = Log().escalate().take().back().take().say().back().escalate(EscalationReason.BILLING).take().say()
    assert log.figures().fates == {Fate.NEEDLESS: 1, Fate.MISSED: 1, Fate.NEEDED: 1}


def test_the_report_covers_what_was_touched_lately_and_only_the_shop_asked_for() -> None:
    log = Log().escalate().take().say()
    recent = figures_since(log.books, NOW - timedelta(days=1), MERCHANT.shop_domain)
    assert recent.escalations == 1
    assert "refund" in in_words(recent) and "missed: 0, beside 1 escalations" in in_words(recent)
    assert figures_since(log.books, NOW + timedelta(days=1)).escalations == 0
    with pytest.raises(Invalid, match="shop"):
        figures_since(log.books, NOW, "nowhere.example")
