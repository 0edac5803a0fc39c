"""What a reviewer would send back: each answer against its form, and the answers against each other. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api.setup.registration import Answer, Registration
from compliance.wording import names_brand, says_how_to_stop
from conversation.merchant import Merchant

SAMPLES = re.compile(r"sample\d|ProductionMessageSample")
USES = ("usecase", "subUsecases", "UseCaseCategories")
_PEER = re.compile(r"\bp2p\b|\bpeer[- ]to[- ]peer\b|\bperson[- ]to[- ]person\b", re.IGNORECASE)
_SHARED = re.compile(r"\b(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|ow\.ly|is\.gd|rebrand\.ly|cutt\.ly)\b", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\b(?:lorem|ipsum|tbd|todo|n/a|xxx+|your brand)\b", re.IGNORECASE)
WHERE: Mapping[str, str] = MappingProxyType(
    {
        "companyName": "legal_name",
        "BusinessName": "legal_name",
        "ein": "ein",
        "BusinessRegistrationNumber": "ein",
        "street": "street",
        "BusinessStreetAddress": "street",
        "city": "city",
        "BusinessCity": "city",
        "state": "region",
        "BusinessStateProvinceRegion": "region",
        "postalCode": "postal_code",
        "BusinessPostalCode": "postal_code",
        "website": "website",
        "BusinessWebsite": "website",
        "firstName": "contact_name",
        "BusinessContactFirstName": "contact_name",
        "lastName": "contact_name",
        "BusinessContactLastName": "contact_name",
        "email": "contact_email",
        "BusinessContactEmail": "contact_email",
        "NotificationEmail": "contact_email",
        "phone": "contact_phone",
        "BusinessContactPhone": "contact_phone",
        "privacyPolicyLink": "privacy_url",
        "PrivacyPolicyUrl": "privacy_url",
        "termsAndConditionsLink": "terms_url",
        "TermsAndConditionsUrl": "terms_url",
        "OptInImageUrls": "opt_in_url",
    }
)
"""Which of the business's fields fills which answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`field` is the form's name of the answer, `remedy` what to do about it here."""

    field: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.field}: {self.problem}; {self.remedy}"


def lint(registration: Registration, merchant: Merchant) -> tuple[Fault, ...]:
    """Return what to put right, in the form's order."""
    return tuple(fault for answer in registration.answers for fault in _faults(answer, merchant))


def _faults(answer: Answer, merchant: Merchant) -> Iterator[Fault]:
    length, field = len(answer.value), answer.field
    if not answer.value:
        if not answer.is_optional:
            yield Fault(field, "it is empty", _fill(field))
        return
    if length < answer.least:
        yield Fault(field, f"it has {length} characters, of {answer.least} at least", "say more")
    if answer.most and length > answer.most:
        yield Fault(
            field, f"it has {length} characters, of {answer.most} at most", "shorten the addresses or the brand"
        )
    if _PEER.search(answer.value):
        yield Fault(
            field, "P2P cannot be registered (error 30533)", "every text from the number is A2P: register as such"
        )
    if _PLACEHOLDER.search(answer.value):
        yield Fault(field, "it holds a placeholder", _fill(field))
    if field in USES:
        yield from _use_faults(answer)
    if SAMPLES.fullmatch(field):
        yield from _sample_faults(answer, merchant)


def _use_faults(answer: Answer) -> Iterator[Fault]:
    uses = {use.strip().upper() for use in answer.value.split(",")}
    if uses == {"CUSTOMER_CARE"}:
        yield Fault(answer.field, "customer care alone does not cover a cart reminder", "add MARKETING, or take MIXED")


def _sample_faults(answer: Answer, merchant: Merchant) -> Iterator[Fault]:
    if not names_brand(answer.value, merchant):
        yield Fault(answer.field, f"it does not name {merchant.name}", "let the sample begin with the brand")
    if not says_how_to_stop(answer.value):
        yield Fault(answer.field, "it does not say how to stop", "end it with: Reply STOP to opt out.")
    if found := _SHARED.search(answer.value):
        yield Fault(answer.field, f"{found[0]} is a shortener that many share", "link to the brand's own domain")


def _fill(field: str) -> str:
    ours = WHERE.get(field)
    return f"fill in {ours.replace('_', ' ')} under Business" if ours else "fill it in"
