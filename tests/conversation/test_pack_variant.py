"""Variants of packs: by weight over conversations, the same for one conversation, each flow on its own."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.autonomy import Flow
from conversation.errors import Invalid
from conversation.pack_variant import PackVariant, check_variants, pack_for

AB = (PackVariant("a", 3), PackVariant("b", 1))


def test_conversations_are_shared_out_by_weight() -> None:
    counts = Counter(pack_for("a", AB, Flow.REPLY, f"cvn_{number}") for number in range(4000))
    assert abs(counts["b"] / 4000 - 0.25) < 0.03


@given(st.text(), st.sampled_from(Flow), st.lists(st.builds(PackVariant, st.sampled_from("abc"), st.integers(0, 9))))
def test_a_conversation_keeps_its_pack(conversation: str, flow: Flow, variants: list[PackVariant]) -> None:
    chosen = pack_for("own", variants, flow, conversation)
    assert chosen == pack_for("own", list(variants), flow, conversation)
    weighty = {one.pack for one in variants if one.weight}
    assert chosen in weighty if weighty else chosen == "own"


def test_a_variant_of_one_flow_leaves_the_other_alone() -> None:
    only_replies = (PackVariant("b", 1, Flow.REPLY),)
    assert pack_for("a", only_replies, Flow.REPLY, "cvn_1") == "b"
    assert pack_for("a", only_replies, Flow.REMINDER, "cvn_1") == "a"


@pytest.mark.parametrize(
    ("variants", "problem"),
    [
        ((PackVariant("c", 1),), "no pack 'c'"),
        ((PackVariant("a", -1),), "out of bounds"),
        ((PackVariant("a", 1), PackVariant("a", 2)), "twice"),
        ((PackVariant("a", 1),) * 9, "more than"),
    ],
)
def test_what_cannot_be_is_named(variants: tuple[PackVariant, ...], problem: str) -> None:
    with pytest.raises(Invalid, match=problem) as raised:
        check_variants(variants, ("a", "b"))
    assert raised.value.field == "variants" and raised.value.remedy
