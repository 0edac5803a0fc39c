"""The registry of senders: a merchant's numbers are added, changed, suspended and resumed, and each is an act."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from channels.throughput_tier import Tiers, known_tiers
from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.errors import Conflict, Invalid, Unknown
from conversation.ids import MerchantId, SenderId
from conversation.ledger import Books
from conversation.sender import Registration, Sender, SenderKind, UseCase

LONGEST = 120
"""Characters of an id or a reason. A house figure."""
_LONG_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_SHORT_CODE = re.compile(r"\d{5,6}")
_TOLL_FREE = re.compile(r"\+18(?:00|33|44|55|66|77|88)\d{7}")
_P2P = re.compile(r"p\s*2\s*p|person[\s_-]*to[\s_-]*person|peer[\s_-]*to[\s_-]*peer", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Registering:
    """What is said of a number. Ids are the registries' own, empty where there is none."""

    phone: str
    kind: SenderKind
    carrier: str
    registration: Registration = Registration.PENDING
    use_case: UseCase = UseCase.MIXED
    brand_id: str = ""
    campaign_id: str = ""
    verification_id: str = ""
    tier: str = ""


@dataclass(frozen=True, slots=True)
class SenderOffice:
    """What may be done to a merchant's numbers, in one transaction. Whether `doer` may is the caller's to ask."""

    books: Books
    doer: Doer
    now: datetime
    tiers: Tiers = field(default_factory=known_tiers)

    def save(self, merchant_id: MerchantId, told: Registering) -> Sender:
        """Add the number, or change what is known of it.

        Raises Invalid naming the field, and Conflict for a number that another merchant has.
        """
        told = _stripped(told)
        self._check(told)
        known = self.books.sender_by_phone(told.phone)
        if known is not None and known.merchant_id != merchant_id:
            raise Conflict(f"{told.phone} belongs to another merchant")
        known = self.books.lock_sender(merchant_id, known.id) if known is not None else None
        blank = Sender(
            f"snd_{merchant_id.removeprefix('mer_')}_{told.phone.removeprefix('+')}",
            merchant_id,
            told.phone,
            told.kind,
            told.registration,
            told.carrier,
        )
        stopped = (Registration.SUSPENDED, Registration.REJECTED)
        sender = replace(
            known or blank,
            kind=told.kind,
            registration=told.registration,
            carrier=told.carrier,
            use_case=told.use_case,
            brand_id=told.brand_id,
            campaign_id=told.campaign_id,
            verification_id=told.verification_id,
            tier=told.tier,
        )
        if told.registration not in stopped:
            sender = _without_reason(sender)
        return self._save(sender, "changed" if known else "added")

    def suspend(self, merchant_id: MerchantId, sender_id: SenderId, why: str, code: str = "") -> Sender:
        """Let nothing leave from the number: what is queued is decided on again, and refused with this reason.

        Raises Invalid without a reason, Unknown, and Conflict where it is not verified: nothing leaves from it anyway,
        and to resume it would make it a verified one.
        """
        if not 1 <= len(why.strip()) <= LONGEST:
            raise Invalid("why", f"it has {len(why.strip())} characters", f"say in 1 to {LONGEST} why it is suspended")
        sender = self._lock(merchant_id, sender_id)
        if sender.registration not in (Registration.VERIFIED, Registration.SUSPENDED):
            raise Conflict(f"{sender.phone} is {sender.registration.value}: nothing leaves from it as it is")
        stopped = replace(
            sender,
            registration=Registration.SUSPENDED,
            suspended_why=why.strip(),
            suspended_code=code,
            suspended_at=self.now,
        )
        return self._save(stopped, "suspended")

    def resume(self, merchant_id: MerchantId, sender_id: SenderId) -> Sender:
        """Let texts leave from a suspended number again.

        Raises Unknown, Conflict where it is not suspended, and Invalid for a 10DLC number without a campaign.
        """
        sender = self._lock(merchant_id, sender_id)
        if sender.registration is not Registration.SUSPENDED:
            raise Conflict(f"{sender.phone} is {sender.registration.value}; only a suspended number is resumed")
        _check_campaign(sender.kind, Registration.VERIFIED, sender.campaign_id)
        return self._save(replace(_without_reason(sender), registration=Registration.VERIFIED), "resumed")

    def find(self, merchant_id: MerchantId, sender_id: SenderId) -> Sender:
        """Return the merchant's number by its id or as it is dialled. Raises Unknown."""
        sender = self.books.sender(merchant_id, sender_id) or self.books.sender_by_phone(sender_id)
        if sender is None or sender.merchant_id != merchant_id:
            raise Unknown("sender", sender_id)
        return sender

    def _lock(self, merchant_id: MerchantId, sender_id: SenderId) -> Sender:
        found = self.find(merchant_id, sender_id)
        return self.books.lock_sender(merchant_id, found.id) or found

    def _check(self, told: Registering) -> None:
        check_phone(told.phone, told.kind)
        if not told.carrier:
            raise Invalid("carrier", "it is empty", "name the adapter that serves the number, such as twilio")
        for name in ("brand_id", "campaign_id", "verification_id"):
            if len(getattr(told, name)) > LONGEST:
                raise Invalid(name, "it is too long", f"at most {LONGEST} characters are kept")
        if told.kind is not SenderKind.TEN_DLC and (told.brand_id or told.campaign_id):
            raise Invalid("campaign_id", "only a 10DLC number has a brand and a campaign", "leave both empty")
        _check_campaign(told.kind, told.registration, told.campaign_id)
        self.tiers.check(told.tier, told.kind)

    def _save(self, sender: Sender, what: str) -> Sender:
        sender = replace(sender, capacity=round(self.tiers.of(sender).per_second * 60))
        self.books.save_sender(sender)
        details = {"name": sender.phone, "sender": what, "registration": sender.standing}
        record_act(
            self.books, self.doer, ActKind.SETTINGS_CHANGED, sender.id, (sender.merchant_id,), self.now, **details
        )
        return sender


def _check_campaign(kind: SenderKind, registration: Registration, campaign_id: str) -> None:
    if kind is SenderKind.TEN_DLC and registration is Registration.VERIFIED and not campaign_id:
        raise Invalid(
            "campaign_id",
            "a 10DLC number sends only under a campaign (error 30034)",
            "give the campaign's id at The Campaign Registry, or leave the number pending",
        )


def check_phone(phone: str, kind: SenderKind) -> None:
    """Raises Invalid where a number of this kind cannot be dialled so."""
    if kind is SenderKind.SHORT_CODE:
        if not _SHORT_CODE.fullmatch(phone):
            raise Invalid("phone", f"{phone!r} is no short code", "write its five or six digits")
        return
    if not _LONG_NUMBER.fullmatch(phone):
        raise Invalid("phone", f"{phone!r} is not E.164", "write it like +18885550199")
    if _TOLL_FREE.fullmatch(phone) is None and kind is SenderKind.TOLL_FREE:
        raise Invalid("kind", f"{phone} has no toll-free area code", "choose 10dlc")
    if _TOLL_FREE.fullmatch(phone) is not None and kind is SenderKind.TEN_DLC:
        raise Invalid("kind", f"{phone} is a toll-free number", "choose toll_free")


def parse_use_case(words: str) -> UseCase:
    """Return the use case that `words` name. Raises Invalid with the remedy, for person-to-person too."""
    if _P2P.search(words):
        raise Invalid(
            "use_case",
            "carriers register no person-to-person use (error 30533): a business's texts are A2P, whoever types them",
            "choose mixed, which covers reminders and people's answers",
        )
    try:
        return UseCase(words.strip().lower().replace(" ", "_").replace("-", "_"))
    except ValueError as error:
        names = ", ".join(case.value for case in UseCase)
        raise Invalid("use_case", f"there is none called {words!r}", f"choose one of {names}") from error


def _stripped(told: Registering) -> Registering:
    words = ("phone", "carrier", "brand_id", "campaign_id", "verification_id")
    return replace(told, **{name: getattr(told, name).strip() for name in words})


def _without_reason(sender: Sender) -> Sender:
    return replace(sender, suspended_why="", suspended_code="", suspended_at=None)
