"""Writing a merchant's answers into the ledger: all in one transaction, and again without harm."""

from dataclasses import dataclass, replace
from datetime import datetime

from api.setup.answers import Answers
from api.switching import NEW_MERCHANT, ceiling_for_new
from channels.sender_office import Registering, SenderOffice
from compliance.call_to_action import call_to_action
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.autonomy_setting import set_autonomy
from conversation.brand_setting import merchant_of, note_set_up, set_brand, set_business
from conversation.ids import UserId, new_id
from conversation.ledger import Books
from conversation.managing import Manager
from conversation.merchant import Merchant, MerchantSettings
from conversation.persona_setting import set_persona
from conversation.role import Role
from conversation.sender import Registration
from conversation.shop_choice import ShopChoice
from conversation.shop_setting import set_shop
from conversation.user import User, fold_email


@dataclass(frozen=True, slots=True)
class Founded:
    """`token` opens the link by which the admin chooses a password; empty for who has one."""

    merchant: Merchant
    admin: User
    token: str


def found(books: Books, answers: Answers, now: datetime, by: User | None = None, address: str = "") -> Founded:
    """Write the merchant that the answers tell of, or bring the one with this shop up to them.

    What the answers leave out stays as it is; a number that the registry knows keeps where its registration stands.
    Raises Invalid, Conflict for a number of another merchant's, NotAllowed.
    """
    doer = Doer(by.id if by else OPERATOR, address)
    merchant_id = _merchant(books, answers, now).id
    set_brand(books, merchant_id, answers.as_brand(), doer, now)
    set_business(books, merchant_id, answers.as_business(), doer, now)
    set_shop(books, merchant_id, _shop(books, merchant_id, answers), doer, now)
    _number(SenderOffice(books, doer, now), merchant_id, answers)
    admin, token = _admin(books, merchant_id, answers, now)
    if answers.persona is not None:
        set_persona(books, merchant_id, answers.persona.persona(), doer, now)
    if answers.checkout_shows_wording:
        merchant = merchant_of(books, merchant_id)
        notes = replace(merchant.settings.set_up, consent_wording=call_to_action(merchant))
        note_set_up(books, merchant_id, notes, doer, now)
    standing = merchant_of(books, merchant_id).settings.autonomy
    set_autonomy(books, merchant_id, replace(standing, default=answers.ai), doer, now)
    return Founded(merchant_of(books, merchant_id), admin, token)


def _merchant(books: Books, answers: Answers, now: datetime) -> Merchant:
    known = books.merchant_of_shop(answers.shop_domain)
    if known is not None:
        return known
    brand = answers.as_brand()
    standing = replace(NEW_MERCHANT, ceiling=ceiling_for_new(books.merchants()))
    settings = MerchantSettings(autonomy=standing)
    fresh = Merchant(new_id("mer", now), brand.name, answers.shop_domain, brand.support, brand.timezone, settings)
    books.save_merchant(fresh)
    return fresh


def _shop(books: Books, merchant_id: str, answers: Answers) -> ShopChoice:
    standing = merchant_of(books, merchant_id).settings.shop
    return replace(standing, kind=answers.shop.kind, url=answers.shop.url or standing.url)


def _number(office: SenderOffice, merchant_id: str, answers: Answers) -> None:
    told, known = answers.number, office.books.sender_by_phone(answers.number.phone)
    if known is not None and known.merchant_id == merchant_id and known.carrier == told.carrier:
        return
    registration = Registration.VERIFIED if answers.is_simulated else told.registration
    campaign = told.campaign_id or ("simulated" if answers.is_simulated and told.kind.value == "10dlc" else "")
    office.save(merchant_id, Registering(told.phone, told.kind, told.carrier, registration, campaign_id=campaign))


def _admin(books: Books, merchant_id: str, answers: Answers, now: datetime) -> tuple[User, str]:
    """Return the admin, and the token of a link where they cannot log in yet."""
    manager, email = Manager(books, None, now), fold_email(answers.admin.email)
    known = books.user_by_email(email)
    if known is None or merchant_id not in known.roles:
        known = manager.add(answers.admin.name, email, merchant_id, Role.ADMIN)
    user_id: UserId = known.id
    return known, "" if books.password(user_id) else manager.make_link(user_id)
