"""The label: P2P only for what the holder composed, and never without evidence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.draft import Cause, CauseKind, Draft
from conversation.label import label_for, verbatim_share
from conversation.message import Author, Body, Direction, Evidence, Message, Origin, TrafficType
from tests.conversation.world import DANA, MERCHANT, NOW, OMAR

TYPED = Draft(
    merchant_id=MERCHANT.id,
    conversation_id="cvn_1",
    body="It fits from five feet up.",
    author=Author.HUMAN,
    origin=Origin.TYPED,
    cause=Cause(CauseKind.INBOUND, "msg_1"),
    epoch=2,
    seen_seq=1,
    composed_at=NOW,
    user_id=DANA.id,
)
EVIDENCE = Evidence(DANA.id, DANA.name, "cvn_1#epoch2", NOW, NOW, 0.0)


def test_what_the_holder_typed_is_p2p() -> None:
    assert label_for(TYPED, DANA.id, EVIDENCE) is TrafficType.P2P


@pytest.mark.parametrize(
    "draft",
    [
        replace(TYPED, author=Author.AI),
        replace(TYPED, author=Author.TEMPLATE),
        replace(TYPED, user_id=OMAR.id),
        replace(TYPED, recipients=2),
        replace(TYPED, scheduled=True),
        replace(TYPED, verbatim_share=0.5),
    ],
)
def test_everything_else_is_a2p(draft: Draft) -> None:
    assert label_for(draft, DANA.id, EVIDENCE) is TrafficType.A2P


def test_without_control_or_evidence_it_is_a2p() -> None:
    assert label_for(TYPED, None, EVIDENCE) is TrafficType.A2P
    assert label_for(TYPED, DANA.id, None) is TrafficType.A2P


def test_a_p2p_message_without_evidence_cannot_exist() -> None:
    with pytest.raises(ValueError, match="evidence"):
        Message(
            id="msg_1",
            merchant_id=MERCHANT.id,
            conversation_id="cvn_1",
            exchange_id="exc_1",
            seq=1,
            direction=Direction.OUT,
            author=Author.HUMAN,
            body=Body("Hi"),
            epoch=1,
            created_at=NOW,
            traffic_type=TrafficType.P2P,
        )


def test_an_untouched_draft_is_verbatim_and_a_rewritten_one_is_not() -> None:
    draft = "Standard shipping is free for orders of $75 or more."
    assert verbatim_share(draft, draft) == 1.0
    assert verbatim_share("Yes! Yours ships free, no minimum needed this week.", draft) < 0.5
    assert verbatim_share(draft + " Ok?", draft) > 0.9


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_share_is_a_share(sent: str, source: str) -> None:
    assert 0.0 <= verbatim_share(sent, source) <= 1.0
