"""Whatever a person makes of a canned reply, the label and the origin say truthfully how much of it is theirs."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.canned_reply import CannedReply
from conversation.conversation import Conversation
from conversation.label import MOST_VERBATIM_SHARE, TELLING_RUN, folded, label_for, verbatim_share
from conversation.message import Evidence, Origin, TrafficType
from conversation.store_memory.books import MemoryBooks
from handoff.authorship import Authorship, authorship_of
from handoff.canned import canned_source
from handoff.takeover import Reply, draft_of
from tests.conversation.world import DANA, MERCHANT, NOW, granted_offer, leave_cart, seed, talk_to

HOURS = "Hi {{ first_name or 'there' }}, we answer every day from nine until five, and on Saturdays until noon."
FILLED = "Hi there, we answer every day from nine until five, and on Saturdays until noon."
OWN = "I asked our warehouse: the green one is on the shelf, and I put yours aside myself this morning, no rush at all."
WORDS = st.lists(st.sampled_from(sorted({*FILLED.split(), *OWN.split(), "ok", "yes"})), max_size=24).map(" ".join)


def world(body: str = HOURS) -> tuple[MemoryBooks, Conversation]:
    books = MemoryBooks()
    seed(books)
    talk = talk_to(books)
    books.save_canned_reply(CannedReply("can_1", MERCHANT.id, "Hours", body, DANA.id, NOW - timedelta(days=1)))
    return books, talk


def authored(books: MemoryBooks, talk: Conversation, words: str, *canned: str) -> Authorship:
    source = canned_source(books, talk, DANA, canned)
    return authorship_of(books, talk, DANA, words, source, source_is_canned=bool(source))


def label_of(books: MemoryBooks, talk: Conversation, words: str, found: Authorship) -> TrafficType:
    draft = draft_of(books, talk, DANA, Reply(words, NOW), found, NOW)
    return label_for(draft, DANA.id, Evidence(DANA.id, DANA.name, "", NOW, NOW, found.share))


@pytest.mark.parametrize("named", [(), ("can_1",)])
def test_sent_as_it_is_it_is_canned_and_a2p_whoever_says_so(named: tuple[str, ...]) -> None:
    books, talk = world()
    found = authored(books, talk, FILLED, *named)
    assert (found.origin, found.share) == (Origin.CANNED, 1.0)
    assert label_of(books, talk, FILLED, found) is TrafficType.A2P


@pytest.mark.parametrize("named", [(), ("can_1",)])
def test_slightly_changed_it_is_canned_edited_and_a2p(named: tuple[str, ...]) -> None:
    books, talk = world()
    words = FILLED.replace("noon", "one")
    found = authored(books, talk, words, *named)
    assert (found.origin, found.share > 0.8) == (Origin.CANNED_EDITED, True)
    assert label_of(books, talk, words, found) is TrafficType.A2P


def test_mostly_the_person_s_own_it_is_p2p_and_still_says_that_it_began_canned() -> None:
    books, talk = world()
    words = f"Hi there, {OWN}"
    found = authored(books, talk, words, "can_1")
    assert found.origin is Origin.CANNED_EDITED
    assert found.share < MOST_VERBATIM_SHARE
    assert label_of(books, talk, words, found) is TrafficType.P2P
    assert authored(books, talk, OWN).origin is Origin.TYPED


def test_the_house_s_words_for_an_offer_are_canned() -> None:
    books, _ = world()
    talk = leave_cart(books)
    offer = granted_offer(books, talk)
    found = authored(books, talk, f"{offer.percent}% off with code {offer.code}, until Wed 25 Nov 10:30.")
    assert found.origin is Origin.CANNED_EDITED or found.origin is Origin.CANNED


def test_another_merchant_s_and_removed_replies_are_nobody_s_source() -> None:
    books, talk = world()
    reply = CannedReply("can_2", "mer_2", "Other", OWN, DANA.id, NOW)
    books.save_canned_reply(reply)
    books.save_canned_reply(CannedReply("can_3", MERCHANT.id, "Gone", OWN, DANA.id, NOW, removed_at=NOW))
    assert authored(books, talk, OWN).origin is Origin.TYPED


@given(WORDS.filter(str.strip), st.booleans())
def test_the_label_follows_the_share_and_naming_the_source_never_makes_it_smaller(words: str, is_named: bool) -> None:
    books, talk = world()
    unnamed, named = authored(books, talk, words), authored(books, talk, words, "can_1")
    assert 0.0 <= unnamed.share <= named.share <= 1.0
    assert named.share >= verbatim_share(words, FILLED)
    found = named if is_named else unnamed
    expected = TrafficType.P2P if found.share < MOST_VERBATIM_SHARE else TrafficType.A2P
    assert label_of(books, talk, words, found) is expected
    assert named.origin in (Origin.CANNED, Origin.CANNED_EDITED)
    if unnamed.origin is Origin.TYPED:
        assert unnamed.share < MOST_VERBATIM_SHARE


@given(st.text("abcdefgh .,!", min_size=24, max_size=80).filter(lambda one: len(folded(one)) >= TELLING_RUN))
def test_any_reply_sent_as_it_is_is_known_without_being_named(body: str) -> None:
    books, talk = world(body.strip())
    found = authored(books, talk, body)
    assert (found.origin, found.share) == (Origin.CANNED, 1.0)
