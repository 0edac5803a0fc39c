"""The registry of senders: what is refused at save, what stops a number, and how it is counted."""

from dataclasses import replace

import pytest

from channels.sender_office import Registering, SenderOffice, parse_use_case
from channels.throughput_tier import day_subject, known_tiers, pace_subject
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.errors import Conflict, Invalid, Unknown
from conversation.ledger import Books
from conversation.sender import SELLING, Registration, Sender, SenderKind, UseCase
from conversation.store_memory import MemoryLedger
from tests.conversation.world import MERCHANT, NOW, SENDER, seed

LONG_CODE = Registering("+13035550100", SenderKind.TEN_DLC, "twilio", campaign_id="C1", brand_id="B1")


@pytest.fixture
async def ledger() -> MemoryLedger:
    made = MemoryLedger()
    await made.write(seed)
    return made


def office(books: Books) -> SenderOffice:
    return SenderOffice(books, Doer(OPERATOR), NOW)


async def save(ledger: MemoryLedger, told: Registering, merchant: str = MERCHANT.id) -> Sender:
    return await ledger.write(lambda books: office(books).save(merchant, told))


@pytest.mark.parametrize("words", ["p2p", "P2P", "Person to person", "peer-to-peer texting"])
def test_no_number_is_registered_for_person_to_person_texts(words: str) -> None:
    with pytest.raises(Invalid, match="30533") as refused:
        parse_use_case(words)
    assert "mixed" in refused.value.remedy


def test_use_cases_are_read_as_people_write_them_and_others_are_refused_with_the_list() -> None:
    assert parse_use_case("Customer care") is UseCase.CUSTOMER_CARE
    with pytest.raises(Invalid, match="use_case"):
        parse_use_case("lottery")
    assert UseCase.CUSTOMER_CARE not in SELLING


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (replace(LONG_CODE, phone="3035550100"), "phone"),
        (replace(LONG_CODE, phone="+18885550100"), "kind"),
        (replace(LONG_CODE, kind=SenderKind.TOLL_FREE, campaign_id="", brand_id=""), "kind"),
        (replace(LONG_CODE, kind=SenderKind.SHORT_CODE), "phone"),
        (replace(LONG_CODE, carrier=" "), "carrier"),
        (replace(LONG_CODE, tier="short_code"), "tier"),
        (replace(LONG_CODE, campaign_id="", registration=Registration.VERIFIED), "campaign_id"),
        (replace(LONG_CODE, campaign_id=" ", registration=Registration.VERIFIED), "campaign_id"),
        (Registering("+18885550111", SenderKind.TOLL_FREE, "twilio", campaign_id="C1"), "campaign_id"),
        (replace(LONG_CODE, brand_id="B" * 121), "brand_id"),
    ],
)
async def test_what_carriers_would_refuse_is_refused_at_save(
    ledger: MemoryLedger, told: Registering, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await save(ledger, told)
    assert refused.value.field == field
    assert await ledger.read(lambda books: books.senders(MERCHANT.id)) == (SENDER,)


async def test_a_number_is_known_by_its_phone_and_belongs_to_one_merchant(ledger: MemoryLedger) -> None:
    first = await save(ledger, LONG_CODE)
    again = await save(ledger, replace(LONG_CODE, registration=Registration.VERIFIED, tier="10dlc_mid"))
    assert (again.id, again.registration, again.tier) == (first.id, Registration.VERIFIED, "10dlc_mid")
    with pytest.raises(Conflict):
        await save(ledger, LONG_CODE, "mer_2")
    acts = await ledger.read(lambda books: books.acts(MERCHANT.id, 9))
    assert {act.details["sender"] for act in acts} == {"changed", "added"}


async def test_to_suspend_and_resume_makes_no_number_verified(ledger: MemoryLedger) -> None:
    kept = await save(ledger, replace(LONG_CODE, campaign_id=""))
    with pytest.raises(Conflict, match="pending"):
        await ledger.write(lambda books: office(books).suspend(MERCHANT.id, kept.id, "a pause"))
    await save(ledger, replace(LONG_CODE, campaign_id="", registration=Registration.SUSPENDED))
    with pytest.raises(Invalid, match="campaign"):
        await ledger.write(lambda books: office(books).resume(MERCHANT.id, kept.id))


async def test_a_suspended_number_says_why_until_it_is_resumed(ledger: MemoryLedger) -> None:
    with pytest.raises(Invalid):
        await ledger.write(lambda books: office(books).suspend(MERCHANT.id, SENDER.id, " "))
    with pytest.raises(Conflict):
        await ledger.write(lambda books: office(books).resume(MERCHANT.id, SENDER.id))
    stopped = await ledger.write(lambda books: office(books).suspend(MERCHANT.id, SENDER.phone, "complaints", "30034"))
    assert not stopped.may_send
    assert stopped.standing == "suspended: complaints (code 30034)"
    again = await ledger.write(lambda books: office(books).resume(MERCHANT.id, SENDER.id))
    assert again == SENDER
    with pytest.raises(Unknown):
        await ledger.write(lambda books: office(books).suspend("mer_2", SENDER.id, "not theirs"))


def test_every_tier_has_a_source_and_every_kind_begins_with_its_most_modest() -> None:
    tiers = known_tiers()
    assert all(tier.source and tier.most > 0 and tier.seconds > 0 for tier in tiers.by_name.values())
    assert {kind: tiers.of_kind(kind)[0].name for kind in SenderKind} == {
        SenderKind.TOLL_FREE: "toll_free",
        SenderKind.TEN_DLC: "10dlc_low_volume",
        SenderKind.SHORT_CODE: "short_code",
    }
    assert tiers.of(SENDER).per_second == 3
    assert tiers.of(replace(SENDER, tier="10dlc_top")).name == "toll_free", "a tier of another kind is nobody's"
    days = {tier.name: tier.per_day for tier in tiers.by_name.values() if tier.kind is SenderKind.TEN_DLC}
    assert list(days.values()) == [2_000, 10_000, 40_000, 200_000]


def test_numbers_of_one_campaign_share_its_pace_and_campaigns_of_one_brand_its_day() -> None:
    one = replace(SENDER, kind=SenderKind.TEN_DLC, brand_id="B1", campaign_id="C1")
    two, other = replace(one, id="snd_2"), replace(one, id="snd_3", campaign_id="C2")
    assert pace_subject(one) == pace_subject(two) != pace_subject(other)
    assert day_subject(one) == day_subject(other)
    assert (pace_subject(SENDER), day_subject(SENDER)) == (SENDER.id, SENDER.id)
