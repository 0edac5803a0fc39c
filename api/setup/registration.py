"""Answers for the forms by which carriers register a number, built from the merchant's own data and real texts.

10DLC: the fields of The Campaign Registry as Twilio's UsAppToPerson resource and Telnyx's 10DLC brand and campaign
registration name them, with their lengths (twilio-node 5.10, usAppToPerson; developers.telnyx.com; primary). Toll-free:
Twilio's Verification resource with the business fields asked for since 2026 (primary); its two lengths from memory.
Nobody but the carriers approves them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api.setup.samples import fixed_texts, sample_texts
from compliance.call_to_action import call_to_action
from conversation.business import Business, EntityType
from conversation.merchant import Merchant
from conversation.sender import Sender, SenderKind
from prompts.renderer import load_pack

PACK = "registration"
VOLUMES = (10, 100, 1_000, 10_000, 100_000, 250_000, 500_000, 750_000, 1_000_000, 5_000_000, 10_000_000)
"""Texts a month that toll-free verification lets one choose from (Twilio's Verification resource; primary)."""
OPT_OUT_WORDS = "STOP, UNSUBSCRIBE, END, QUIT, STOPALL, REVOKE, OPTOUT, CANCEL"
OPT_IN_WORDS = "JOIN, SUBSCRIBE, OPTIN"
HELP_WORDS = "HELP, INFO"


class FormKind(StrEnum):
    """Which form: short codes are leased by another process, and have none here."""

    TEN_DLC = "10dlc"
    TOLL_FREE = "toll_free"


@dataclass(frozen=True, slots=True)
class Answer:
    """`field` is the form's own name for it. `least` and `most` are characters; 0: the form says nothing of it.

    `part` is which half of the form it belongs to, `is_long` whether it takes more than a line.
    """

    part: str
    field: str
    value: str
    least: int = 0
    most: int = 0
    is_optional: bool = False

    @property
    def is_long(self) -> bool:
        return self.most > 300 or len(self.value) > 80


@dataclass(frozen=True, slots=True)
class Registration:
    """Every answer of one form, in the form's order."""

    kind: FormKind
    answers: tuple[Answer, ...]

    def parts(self) -> tuple[tuple[str, tuple[Answer, ...]], ...]:
        names = dict.fromkeys(answer.part for answer in self.answers)
        return tuple((name, tuple(one for one in self.answers if one.part == name)) for name in names)

    def value(self, field: str) -> str:
        return next(answer.value for answer in self.answers if answer.field == field)

    @property
    def as_text(self) -> str:
        """All of it, to be copied."""
        blocks = []
        for name, answers in self.parts():
            blocks.append("\n".join([f"# {name}", *(f"{one.field}: {one.value}" for one in answers)]))
        return "\n\n".join(blocks) + "\n"

    @property
    def as_data(self) -> dict[str, dict[str, str]]:
        return {name: {one.field: one.value for one in answers} for name, answers in self.parts()}


def form_for(sender: Sender) -> FormKind | None:
    """Return the form that the number needs; None for a short code."""
    return {SenderKind.TEN_DLC: FormKind.TEN_DLC, SenderKind.TOLL_FREE: FormKind.TOLL_FREE}.get(sender.kind)


def register(merchant: Merchant, sender: Sender | None, kind: FormKind, now: datetime) -> Registration:
    """Return the answers as far as the merchant's data go; what is not known is empty."""
    write = _ten_dlc if kind is FormKind.TEN_DLC else _toll_free
    return Registration(kind, tuple(write(merchant, sender.phone if sender else "", now)))


def _ten_dlc(merchant: Merchant, phone: str, now: datetime) -> Iterator[Answer]:
    business, texts = merchant.settings.business, fixed_texts(merchant)
    yield from _brand(merchant)
    part = "Campaign"
    yield Answer(part, "usecase", "MIXED")
    yield Answer(part, "subUsecases", "MARKETING, CUSTOMER_CARE")
    for field, most in (("description", 4096), ("message_flow", 2048)):
        yield Answer(part, field, _written("ten_dlc", field, merchant, phone), 40, most)
    for number, sample in enumerate(sample_texts(merchant, now), 1):
        yield Answer(part, f"sample{number}", sample, 20, 1024)
    yield Answer(part, "optInKeywords", OPT_IN_WORDS, 0, 255)
    yield Answer(part, "optInMessage", texts["opt_in"], 20, 320)
    yield Answer(part, "optOutKeywords", OPT_OUT_WORDS, 0, 255)
    yield Answer(part, "optOutMessage", texts["opt_out"], 20, 320)
    yield Answer(part, "helpKeywords", HELP_WORDS, 0, 255)
    yield Answer(part, "helpMessage", texts["help"], 20, 320)
    yield Answer(part, "embeddedLink", "true")
    yield Answer(part, "embeddedPhone", "false")
    yield Answer(part, "ageGated", _flag(merchant.settings.age_gate > 0))
    yield Answer(part, "directLending", "false")
    yield Answer(part, "affiliateMarketing", "false")
    yield Answer(part, "numberPool", "false")
    yield Answer(part, "privacyPolicyLink", business.privacy_url)
    yield Answer(part, "termsAndConditionsLink", business.terms_url)


def _brand(merchant: Merchant) -> Iterator[Answer]:
    business, part = merchant.settings.business, "Brand"
    first, last = _names(business)
    yield Answer(part, "entityType", business.entity.value.upper())
    yield Answer(part, "companyName", business.legal_name, 1, 100)
    yield Answer(part, "displayName", merchant.name, 1, 100)
    yield Answer(part, "ein", business.ein, is_optional=_has_no_ein(business))
    yield Answer(part, "vertical", business.vertical)
    yield Answer(part, "street", business.street, 1, 100)
    yield Answer(part, "city", business.city, 1, 100)
    yield Answer(part, "state", business.region)
    yield Answer(part, "postalCode", business.postal_code)
    yield Answer(part, "country", business.country)
    yield Answer(part, "website", business.website)
    yield Answer(part, "firstName", first)
    yield Answer(part, "lastName", last)
    yield Answer(part, "email", business.contact_email)
    yield Answer(part, "phone", business.contact_phone)


def _toll_free(merchant: Merchant, phone: str, now: datetime) -> Iterator[Answer]:
    business, texts = merchant.settings.business, fixed_texts(merchant)
    first, last = _names(business)
    part = "Business"
    yield Answer(part, "BusinessName", business.legal_name)
    yield Answer(part, "DoingBusinessAs", merchant.name)
    yield Answer(part, "BusinessType", business.entity.value.upper())
    yield Answer(part, "BusinessRegistrationAuthority", "EIN", is_optional=_has_no_ein(business))
    yield Answer(part, "BusinessRegistrationNumber", business.ein, is_optional=_has_no_ein(business))
    yield Answer(part, "BusinessRegistrationCountry", business.country)
    yield Answer(part, "BusinessWebsite", business.website)
    yield Answer(part, "BusinessStreetAddress", business.street)
    yield Answer(part, "BusinessCity", business.city)
    yield Answer(part, "BusinessStateProvinceRegion", business.region)
    yield Answer(part, "BusinessPostalCode", business.postal_code)
    yield Answer(part, "BusinessCountry", business.country)
    yield Answer(part, "BusinessContactFirstName", first)
    yield Answer(part, "BusinessContactLastName", last)
    yield Answer(part, "BusinessContactEmail", business.contact_email)
    yield Answer(part, "BusinessContactPhone", business.contact_phone)
    yield Answer(part, "NotificationEmail", business.contact_email)
    part = "Use of the number"
    yield Answer(part, "UseCaseCategories", "MARKETING, CUSTOMER_CARE")
    yield Answer(part, "UseCaseSummary", _written("toll_free", "use_case_summary", merchant, phone), 40, 500)
    yield Answer(part, "ProductionMessageSample", sample_texts(merchant, now)[0], 20, 1000)
    yield Answer(part, "OptInType", "WEB_FORM")
    yield Answer(part, "OptInImageUrls", business.opt_in_url)
    yield Answer(part, "MessageVolume", f"{_volume(business.monthly_texts):,}")
    yield Answer(
        part, "AdditionalInformation", _written("toll_free", "additional_information", merchant, phone), 40, 500
    )
    yield Answer(part, "OptInKeywords", OPT_IN_WORDS)
    yield Answer(part, "OptInConfirmationMessage", texts["opt_in"])
    yield Answer(part, "HelpMessageSample", texts["help"])
    yield Answer(part, "AgeGatedContent", _flag(merchant.settings.age_gate > 0))
    yield Answer(part, "PrivacyPolicyUrl", business.privacy_url)
    yield Answer(part, "TermsAndConditionsUrl", business.terms_url)


def _written(form: str, field: str, merchant: Merchant, phone: str) -> str:
    business = merchant.settings.business
    return (
        load_pack(PACK)
        .block(
            form,
            field,
            brand=merchant.name,
            legal_name=business.legal_name or merchant.name,
            website=business.website or merchant.shop_domain,
            opt_in_url=business.opt_in_url or business.website or merchant.shop_domain,
            call_to_action=call_to_action(merchant),
            opt_in_prompt=fixed_texts(merchant)["opt_in_prompt"],
            phone=phone,
            terms_url=business.terms_url,
            privacy_url=business.privacy_url,
        )
        .text
    )


def _volume(monthly: int) -> int:
    return next((step for step in VOLUMES if monthly <= step), VOLUMES[-1])


def _names(business: Business) -> tuple[str, str]:
    first, _, last = business.contact_name.partition(" ")
    return first, last


def _has_no_ein(business: Business) -> bool:
    return business.entity is EntityType.SOLE_PROPRIETOR


def _flag(value: bool) -> str:
    return "true" if value else "false"
