"""Managing: an admin's say ends at their merchants, nobody changes themselves, and every act is written down."""

from dataclasses import replace

import pytest

from conversation.act import ActKind
from conversation.api_key import PREFIX, Scope, by_key
from conversation.api_keys import KeyOrder
from conversation.errors import Invalid, NotAllowed, Unknown
from conversation.managing import Manager
from conversation.password import Password
from conversation.role import Permission, Permitted, Role
from conversation.store_memory.books import MemoryBooks
from conversation.tokens import digest_of_token
from conversation.user import User
from conversation.web_sessions import begin_session
from tests.conversation.world import MERCHANT, NOW, OMAR, seed

OTHER = replace(MERCHANT, id="mer_2", name="Saltmarsh", shop_domain="saltmarsh.example")
ADA = User("usr_ada", "Ada", {MERCHANT.id: Role.ADMIN}, email="ada@tidewater.example")
BEA = User("usr_bea", "Bea", {MERCHANT.id: Role.AGENT, OTHER.id: Role.ADMIN}, email="bea@saltmarsh.example")
ORDER = KeyOrder("warehouse", MERCHANT.id, OMAR.id, (Scope.READ, Scope.REPLY))


@pytest.fixture
def books() -> MemoryBooks:
    fresh = MemoryBooks()
    seed(fresh)
    fresh.save_merchant(OTHER)
    fresh.save_user(ADA)
    fresh.save_user(BEA)
    return fresh


@pytest.fixture
def ada(books: MemoryBooks) -> Manager:
    return Manager(books, ADA, NOW, "mark")


def test_an_act_says_who_did_what_to_whom_and_from_where(books: MemoryBooks, ada: Manager) -> None:
    user = ada.add("Eve", "eve@tidewater.example", MERCHANT.id, Role.AGENT)
    (act,) = books.acts(MERCHANT.id, 10)
    assert (act.kind, act.actor, act.target, act.address) == (ActKind.USER_ADDED, ADA.id, user.id, "mark")
    assert act.details == {"role": "agent"}


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.AGENT, Role.LEAD])
def test_only_an_admin_manages(books: MemoryBooks, role: Role) -> None:
    manager = Manager(books, replace(ADA, roles={MERCHANT.id: role}), NOW)
    for deed in (
        lambda: manager.add("Eve", "eve@tidewater.example", MERCHANT.id, Role.AGENT),
        lambda: manager.give_role(OMAR.id, MERCHANT.id, Role.ADMIN),
        lambda: manager.take_role(OMAR.id, MERCHANT.id),
        lambda: manager.remove(OMAR.id),
        lambda: manager.make_link(OMAR.id),
        lambda: manager.make_key(ORDER),
        lambda: manager.revoke_key(MERCHANT.id, "key_1"),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert books.acts(MERCHANT.id, 10) == ()


def test_an_admins_say_ends_at_their_merchants(books: MemoryBooks, ada: Manager) -> None:
    for deed in (
        lambda: ada.add("Eve", "eve@tidewater.example", OTHER.id, Role.AGENT),
        lambda: ada.give_role(BEA.id, OTHER.id, Role.AGENT),
        lambda: ada.take_role(BEA.id, OTHER.id),
        lambda: ada.remove(BEA.id),
        lambda: ada.make_link(BEA.id),
        lambda: ada.set_email(BEA.id, "mine@tidewater.example"),
        lambda: ada.make_key(replace(ORDER, merchant_id=OTHER.id)),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert ada.take_role(BEA.id, MERCHANT.id).roles == {OTHER.id: Role.ADMIN}


def test_nobody_changes_or_removes_themselves(ada: Manager) -> None:
    for deed in (
        lambda: ada.give_role(ADA.id, MERCHANT.id, Role.AGENT),
        lambda: ada.take_role(ADA.id, MERCHANT.id),
        lambda: ada.remove(ADA.id),
    ):
        with pytest.raises(NotAllowed, match="their own role"):
            deed()


def test_who_is_known_by_the_address_gets_the_role_and_keeps_their_password(books: MemoryBooks, ada: Manager) -> None:
    books.save_password(Password(BEA.id, "hash", NOW))
    user = ada.add("Somebody", "BEA@saltmarsh.example", MERCHANT.id, Role.LEAD)
    assert (user.id, user.name, user.roles[MERCHANT.id]) == (BEA.id, "Bea", Role.LEAD)
    assert books.password(BEA.id).hash == "hash"


def test_who_is_removed_is_logged_out(books: MemoryBooks, ada: Manager) -> None:
    token = begin_session(books, OMAR.id, NOW)
    ada.remove(OMAR.id)
    assert not books.web_session(digest_of_token(token)).is_live(NOW)


def test_a_keys_secret_is_told_once_and_kept_as_its_hash(books: MemoryBooks, ada: Manager) -> None:
    key, secret = ada.make_key(ORDER)
    assert secret.startswith(PREFIX) and secret not in repr(books.api_keys(MERCHANT.id))
    assert books.api_key_by_digest(digest_of_token(secret)) == key
    assert ada.revoke_key(MERCHANT.id, key.id).revoked_at == NOW
    for merchant_id in (MERCHANT.id, OTHER.id):
        with pytest.raises((Unknown, NotAllowed)):
            ada.revoke_key(merchant_id, key.id)
    assert [act.kind for act in books.acts(MERCHANT.id, 10)].count(ActKind.KEY_REVOKED) == 1


def test_a_key_needs_a_name_a_scope_and_people_of_its_merchant(ada: Manager) -> None:
    for order in (replace(ORDER, name=" "), replace(ORDER, scopes=())):
        with pytest.raises(Invalid):
            ada.make_key(order)
    for order in (replace(ORDER, user_id="usr_none"), replace(ORDER, acts_for=("usr_none",))):
        with pytest.raises(Unknown):
            ada.make_key(order)


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("role", Role)
def test_a_key_may_what_both_its_scopes_and_its_person_may(ada: Manager, scope: Scope, role: Role) -> None:
    person = User("usr_p", "P", {MERCHANT.id: role, OTHER.id: Role.ADMIN})
    ada.books.save_user(person)
    key, _ = ada.make_key(replace(ORDER, user_id=person.id, scopes=(scope,)))
    acting = by_key(person, key)
    for permission in Permission:
        may = isinstance(acting.may(permission, MERCHANT.id), Permitted)
        assert may == (permission in key.permissions and isinstance(person.may(permission, MERCHANT.id), Permitted))
        assert not isinstance(acting.may(permission, OTHER.id), Permitted)
