"""Admitting attempts through throttles, at most so many however many come at once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from conversation.ledger import Books
from conversation.throttle import FORGOTTEN_AFTER, Throttle


@dataclass(frozen=True, slots=True)
class Subject:
    """What is throttled, and how many failures it has free: an address may be a whole office's."""

    name: str
    free: int


@dataclass(frozen=True, slots=True)
class Admitted:
    """The attempt may be made, and counts as failed until it is cleared. `failures` is the most of any subject."""

    failures: int


@dataclass(frozen=True, slots=True)
class TooSoon:
    """The attempt may not be made before `until`."""

    until: datetime


def admit(books: Books, subjects: Iterable[Subject], now: datetime) -> Admitted | TooSoon:
    """Count an attempt before it is made, so that many at once are not one. One that is too soon does not count."""
    counted = [(_fresh(books, one, now), one.free) for one in sorted(subjects, key=lambda one: one.name)]
    until = max(throttle.free_again_at(free) for throttle, free in counted)
    if until > now:
        return TooSoon(until)
    for throttle, _ in counted:
        books.save_throttle(replace(throttle, failures=throttle.failures + 1, last_at=now))
    return Admitted(max(throttle.failures for throttle, _ in counted) + 1)


def clear(books: Books, subject: Subject, now: datetime) -> None:
    """Forget the failures of a subject that succeeded."""
    books.save_throttle(replace(books.lock_throttle(subject.name, now), failures=0, last_at=now))


def take_back(books: Books, subject: Subject, now: datetime) -> None:
    """Take back the one attempt that succeeded: an address keeps what others failed from it."""
    throttle = books.lock_throttle(subject.name, now)
    books.save_throttle(replace(throttle, failures=max(0, throttle.failures - 1)))


def _fresh(books: Books, subject: Subject, now: datetime) -> Throttle:
    throttle = books.lock_throttle(subject.name, now)
    return replace(throttle, failures=0) if now - throttle.last_at >= FORGOTTEN_AFTER else throttle
