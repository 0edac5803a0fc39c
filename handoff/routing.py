"""Routing: which person a waiting case is given to. An inbound text never waits for this; a case may."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from conversation.agent_seat import AgentProfile
from conversation.case import Case, CaseState
from conversation.cases import give
from conversation.escalation import Priority
from conversation.fence import Held, hold
from conversation.ledger import Books, Reader
from conversation.merchant import Routing
from conversation.role import Permission, Permitted
from conversation.user import User

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
BY_ROUTING = "routing"
"""The actor of an assignment that no person made."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is online. `load` counts their open cases; `last_given` is when they were last given one."""

    user: User
    profile: AgentProfile
    load: int
    last_given: datetime

    def fits(self, case: Case) -> bool:
        """Tell whether they have room, and the skill and the language that the case asks for."""
        return self.profile.suits(case.skill, case.language) and self.load < self.profile.capacity


def choose(case: Case, candidates: Iterable[Candidate], routing: Routing) -> Candidate | None:
    """Return who is to have the case, or None. Specialists in its skill go before generalists."""
    fitting = [one for one in candidates if one.fits(case)]
    if routing is Routing.MANUAL or not fitting:
        return None
    special = [one for one in fitting if case.skill is not None and case.skill in one.profile.skills]
    by_turn = routing is Routing.ROUND_ROBIN
    return min(special or fitting, key=lambda one: _turn(one) if by_turn else (one.load, *_turn(one)))


def route(held: Held) -> Case | None:
    """Give the held conversation's waiting case to somebody, where the merchant wants that and somebody fits."""
    merchant = held.books.merchant(held.row.merchant_id)
    if merchant is None or merchant.settings.routing is Routing.MANUAL:
        return None
    case = held.books.open_case(held.row.merchant_id, held.row.id)
    if case is None or case.state is not CaseState.WAITING:
        return None
    found = choose(case, candidates_of(held.books, case, held.now), merchant.settings.routing)
    return None if found is None else give(held, case, found.user, BY_ROUTING)


def route_waiting(books: Books, user: User, now: datetime) -> tuple[Case, ...]:
    """Route what waits at the merchants `user` answers for, the most urgent first: they came, or have room again."""
    waiting = books.cases(user.merchants, states=(CaseState.WAITING,))
    given: list[Case] = []
    for case in in_urgency(waiting):
        with hold(books, case.merchant_id, case.conversation_id, now) as held:
            routed = route(held)
        if routed is not None:
            given.append(routed)
    return tuple(given)


def candidates_of(books: Reader, case: Case, now: datetime) -> list[Candidate]:
    """Return those who may take the case and are online."""
    return [_candidate(books, user) for user in books.users() if _may_take(user, case) and _is_online(books, user, now)]


def in_urgency(cases: Sequence[Case]) -> list[Case]:
    """Return the cases as people should take them: by priority, then by the promise that breaks first."""
    order = list(Priority)
    return sorted(cases, key=lambda case: (order.index(case.priority), case.due_at, case.id))


def _candidate(books: Reader, user: User) -> Candidate:
    load, last_given = books.claims(user.id)
    return Candidate(user, books.agent_profile(user.id) or AgentProfile(user.id), load, last_given or LONG_AGO)


def _may_take(user: User, case: Case) -> bool:
    permission = Permission.LEGAL_CASES if case.for_lead else Permission.REPLY
    return isinstance(user.may(permission, case.merchant_id), Permitted)


def _is_online(books: Reader, user: User, now: datetime) -> bool:
    presence = books.presence(user.id)
    return presence is not None and presence.is_online(now)


def _turn(one: Candidate) -> tuple[datetime, str]:
    return one.last_given, one.user.id
