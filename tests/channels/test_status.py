"""Delivery moves forward, never back."""

from itertools import permutations

import pytest

from channels.status import CarrierStatus as Status


@pytest.mark.parametrize(
    "story",
    [
        [Status.ACCEPTED, Status.QUEUED, Status.SENDING, Status.SENT, Status.DELIVERED],
        [Status.SCHEDULED, Status.ACCEPTED, Status.SENT, Status.UNDELIVERED],
        [Status.QUEUED, Status.SENT, Status.DELIVERED, Status.READ],
        [Status.QUEUED, Status.FAILED],
        [Status.SCHEDULED, Status.CANCELED],
        [Status.SENT, Status.PARTIALLY_DELIVERED, Status.DELIVERED],
        [Status.RECEIVING, Status.RECEIVED],
        [Status.UNKNOWN, Status.SENT],
    ],
)
def test_in_whatever_order_callbacks_come_the_last_stage_is_kept(story: list[Status]) -> None:
    for order in permutations(story):
        kept = Status.UNKNOWN
        for status in order:
            kept = status if status.advances(kept) else kept
        assert kept is story[-1]


def test_the_first_final_word_stands() -> None:
    assert not Status.FAILED.advances(Status.DELIVERED)
    assert not Status.DELIVERED.advances(Status.UNDELIVERED)


def test_every_status_has_a_rank_and_the_finals_are_known() -> None:
    finals = {status for status in Status if status.final}
    assert finals == {
        Status.DELIVERED,
        Status.UNDELIVERED,
        Status.FAILED,
        Status.CANCELED,
        Status.RECEIVED,
        Status.READ,
    }


@pytest.mark.parametrize(("word", "status"), [("Delivered", Status.DELIVERED), ("", Status.UNKNOWN), ("?", "unknown")])
def test_words_are_read_kindly(word: str, status: Status) -> None:
    assert Status.read_word(word) is Status(status)
