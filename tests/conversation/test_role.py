"""Roles: what each may do, said once."""

import pytest

from conversation.errors import NotAllowed
from conversation.role import DEEDS, GRANTS, Denied, Permission, Permitted, Role
from conversation.user import User
from tests.conversation.world import MERCHANT, NOW

CHANGES = frozenset(Permission) - {Permission.READ, Permission.AUDIT}


def person(role: Role, **changes: object) -> User:
    return User("usr_eve", "Eve", {MERCHANT.id: role}, **changes)  # type: ignore[arg-type]


def test_an_auditor_reads_and_changes_nothing() -> None:
    assert GRANTS[Role.AUDITOR] == {Permission.READ, Permission.AUDIT}
    assert not GRANTS[Role.AUDITOR] & CHANGES


def test_a_lead_may_what_an_agent_may_and_an_admin_everything() -> None:
    assert GRANTS[Role.AGENT] < GRANTS[Role.LEAD] < GRANTS[Role.ADMIN] == frozenset(Permission)
    assert GRANTS[Role.LEAD] - GRANTS[Role.AGENT] == {
        Permission.REASSIGN,
        Permission.LEGAL_CASES,
        Permission.OVERRIDE,
    }


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_the_answer_says_why_not(role: Role, permission: Permission) -> None:
    answer = person(role).may(permission, MERCHANT.id)
    if permission in GRANTS[role]:
        assert isinstance(answer, Permitted)
    else:
        assert isinstance(answer, Denied)
        assert DEEDS[permission] in answer.why and role.value in answer.why


@pytest.mark.parametrize("permission", Permission)
def test_a_role_ends_at_its_merchant_and_with_the_person(permission: Permission) -> None:
    with pytest.raises(NotAllowed, match="does not work for this merchant"):
        person(Role.ADMIN).check(permission, "mer_other")
    with pytest.raises(NotAllowed, match="was removed"):
        person(Role.ADMIN, removed_at=NOW).check(permission, MERCHANT.id)


def test_a_person_may_be_something_else_elsewhere() -> None:
    eve = User("usr_eve", "Eve", {"mer_1": Role.AUDITOR, "mer_2": Role.AGENT})
    assert (eve.may_answer_for("mer_1"), eve.may_answer_for("mer_2")) == (False, True)
    assert eve.may_see("mer_1") and not eve.may_see("mer_3")
