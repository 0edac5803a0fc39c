"""The outbound scan: nothing unbacked leaves, and what is backed does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.cards import has_card_number
from compliance.claims import ClaimKind, mentions_offer, scan, volunteers_offer
from compliance.facts import Facts
from conversation.code_link import filling_link
from conversation.money import Money
from conversation.offer import OfferState
from conversation.shop_choice import ShopChoice
from tests.compliance.cases import CART, MERCHANT, NOON, OFFER, facts

KNOWN = facts()
SHOP = f"https://{MERCHANT.shop_domain}"


def claims(text: str, sources: tuple[str, ...] = ()) -> list[tuple[ClaimKind, bool]]:
    return [(claim.kind, claim.is_hard) for claim in scan(text, KNOWN, NOON, sources)]


@pytest.mark.parametrize(
    "text",
    [
        "Use code SAVE10-AB3CD for 10% off, good until Wed 25 Nov 11:55.",
        "Your code save10-ab3cd takes 10 percent off.",
        "That is ten percent off with SAVE10-AB3CD.",
        "It is valid for 23 hours.",
        "The code expires tomorrow at 11:55.",
        "Your cart comes to $142.30.",
        "The Trail Pack 40L is $99.00, the two socks are $43.30.",
        "With the code it is $128.07 instead of $142.30, you save $14.23.",
        "The sock is 100% wool.",
        "Here is your cart: https://tidewater.example/cart/c/tok1?key=abc",
        "https://tidewater.example/cart/c/tok1?key=abc&discount=SAVE10-AB3CD",
        "Check https://tidewater.example or write to help@tidewater.example.",
        "SAVE10-AB3CD works at checkout.",
        "Enter the code at checkout. Your code is below.",
        "I do not know whether it is in stock.",
        "Let me check if it is still available.",
        "Your order #TW1001 is on its way. Tracking number 1Z999AA10123456784.",
        "I have no discount that I can give on this cart.",
        "Would you like it in green, M? We have it in 2 sizes.",
        "Text me any time. It weighs 1.2 kg and holds 40 liters.",
        "We are here Mon to Fri.",
        "I am happy to help with cart.Hi there.",
        "Use STOP to opt out.",
    ],
)
def test_what_is_backed_passes(text: str) -> None:
    assert claims(text) == []


def in_currency(currency: str, unit: int, total: int) -> Facts:
    """The same cart in another currency; amounts are in its minor units."""
    items = tuple(replace(item, quantity=1, unit_price=Money(unit, currency)) for item in CART.items[:1])
    return facts(cart=replace(CART, items=items, total=Money(total, currency)))


@pytest.mark.parametrize(
    ("known", "backed", "unbacked"),
    [
        (in_currency("JPY", 11_000, 12_800), "Your cart comes to JPY 12,800, the pack is 11,000.", "It is 11,900."),
        (in_currency("KWD", 30_250, 31_500), "The pack is KWD 30.250 of 31.500 in all.", "The pack is KWD 29.250."),
    ],
)
def test_prices_have_the_decimals_of_their_currency(known: Facts, backed: str, unbacked: str) -> None:
    assert list(scan(backed, known, NOON, ())) == []
    assert list(scan(unbacked, known, NOON, ())) != []


@pytest.mark.parametrize(
    ("currency", "unit", "right", "wrong"),
    [
        ("JPY", 1980, ("JPY 1,980", "¥1,980", "￥1980", "1980円です", "1,980 yen"), ("¥980", "980円です", "980 yen")),
        ("CAD", 14230, ("CAD 142.30", "CA$142.30", "$142", "142 CAD"), ("CAD 10 and done", "CA$10", "US$142.30")),
        (
            "SEK",
            19900,
            ("SEK 199.00", "kr 199", "199 kr", "199:-", "199 kronor"),
            ("99 kr", "kr. 99", "99:-", "SEK 99"),
        ),
        ("KWD", 12345, ("KWD 12.345", "12.345 KD", "12 dinars"), ("KWD 2.345", "12.344 KD", "2 dinars")),
        ("INR", 149900, ("₹1,499", "Rs. 1499", "1,499 rupees"), ("₹499", "Rs 499 in all", "499 rupees")),
        ("EUR", 129990, ("1.299,90 €", "1 299,90 €", "€1300", "EUR 1,299.90"), ("1.199,90 €", "1.300 $", "299,90 €")),
        ("BRL", 19990, ("R$ 199,90", "200 reais"), ("R$ 99,90", "99 reais")),
        ("KRW", 19800, ("₩19,800", "19,800원", "19,800 won"), ("9,800 won", "9,800원")),
        ("GBP", 9900, ("£99", "GBP 99.00", "99 pounds"), ("€99", "89 pounds", "GBP 89")),
        ("PLN", 19900, ("199 zł", "PLN 199"), ("99 zł", "99 złotych")),
        ("CHF", 19900, ("CHF 199", "Fr. 199", "199.-"), ("Fr. 99", "99.-")),
    ],
)
def test_a_price_is_read_in_any_currency(
    currency: str, unit: int, right: tuple[str, ...], wrong: tuple[str, ...]
) -> None:
    known = in_currency(currency, unit, unit)
    known = replace(known, offers=())
    refused = {text for text in (*right, *wrong) if scan(f"It is {text}", known, NOON)}
    assert refused == set(wrong)


def test_a_price_in_another_currency_is_another_price() -> None:
    assert claims("It is £142.30") == claims("It is 142.30 euros") == [(ClaimKind.PRICE, False)]


def test_the_stores_own_words_name_prices_in_its_currency() -> None:
    known, words = in_currency("SEK", 19900, 19900), ("Delivery costs 49 kr.",)
    assert scan("Delivery is SEK 49.", known, NOON, words) == ()
    assert [claim.words for claim in scan("Delivery is SEK 39.", known, NOON, words)] == ["sek 39"]


@pytest.mark.parametrize("code", ["SAVE10-AB3KD", "SAVE10-KD33X", "SAVE10-33KRZ", "KR99"])
def test_a_code_is_no_price(code: str) -> None:
    known = facts(offers=(replace(OFFER, code=code),))
    assert scan(f"10% off with {code}: https://tidewater.example", known, NOON) == ()


def test_words_of_money_elsewhere_are_other_things_here() -> None:
    assert claims("It weighs 3 pounds and holds 5 real tents. We ship in euros. 2 days is usual.") == []


HARD = [
    ("Use code WELCOME15 today", ClaimKind.CODE),
    ("code: FREESHIP", ClaimKind.CODE),
    ("Apply SUMMER at checkout", ClaimKind.CODE),
    ("your code is BIGDEAL", ClaimKind.CODE),
    ("S A V E 2 0", ClaimKind.CODE),
    ("use S-A-V-E-2-0", ClaimKind.CODE),
    ("ＳＡＶＥ２０ is yours", ClaimKind.CODE),
    ("SAVE\u200b20 is yours", ClaimKind.CODE),
    ("save20 works", ClaimKind.CODE),
    ("SAVE10", ClaimKind.CODE),
    ("Take 50% off", ClaimKind.PERCENTAGE),
    ("Take 50 % off", ClaimKind.PERCENTAGE),
    ("Take 50٪ off", ClaimKind.PERCENTAGE),
    ("٥٠% off", ClaimKind.PERCENTAGE),
    ("５０％ off", ClaimKind.PERCENTAGE),
    ("fifty percent off", ClaimKind.PERCENTAGE),
    ("twenty-five percent off", ClaimKind.PERCENTAGE),
    ("one hundred percent off", ClaimKind.PERCENTAGE),
    ("half off", ClaimKind.PERCENTAGE),
    ("half price", ClaimKind.PERCENTAGE),
    ("a third off", ClaimKind.PERCENTAGE),
    ("buy one get one", ClaimKind.PERCENTAGE),
    ("2 for 1", ClaimKind.PERCENTAGE),
    ("10-50% off", ClaimKind.PERCENTAGE),
    ("50 por ciento de descuento", ClaimKind.PERCENTAGE),
    ("$50 off your cart", ClaimKind.AMOUNT_OFF),
    ("save $100", ClaimKind.AMOUNT_OFF),
    ("fifty dollars off", ClaimKind.AMOUNT_OFF),
    ("30 bucks off", ClaimKind.AMOUNT_OFF),
    ("https://tidewater.example.evil.com/cart", ClaimKind.LINK),
    ("https://tidewater-example.com", ClaimKind.LINK),
    ("https://tidewater.example@evil.com/cart", ClaimKind.LINK),
    ("https://xtidewater.example", ClaimKind.LINK),
    ("https://tidewаter.example", ClaimKind.LINK),
    ("bit.ly/abc", ClaimKind.LINK),
    ("www.evil.com", ClaimKind.LINK),
    ("write to help@tidewater-support.com", ClaimKind.LINK),
    ("https://tidewater.example/cart/c/tok1?key=abc&discount=SAVE90", ClaimKind.LINK),
    ("https://tidewater.example/discount/SAVE90", ClaimKind.LINK),
]
SOFT = [
    ("Take 12% off", ClaimKind.PERCENTAGE),
    ("five percent off", ClaimKind.PERCENTAGE),
    ("$5 off", ClaimKind.AMOUNT_OFF),
    ("5 off your order", ClaimKind.AMOUNT_OFF),
    ("The pack is $89.00", ClaimKind.PRICE),
    ("it costs 88 dollars", ClaimKind.PRICE),
    ("Shipping is $5.95", ClaimKind.PRICE),
    ("Shipping is free", ClaimKind.FREEBIE),
    ("We add a free gift", ClaimKind.FREEBIE),
    ("Only 2 left!", ClaimKind.STOCK),
    ("It is in stock", ClaimKind.STOCK),
    ("almost gone", ClaimKind.STOCK),
    ("selling fast", ClaimKind.STOCK),
    ("Good until Friday", ClaimKind.DEADLINE),
    ("Your code expires in 2 hours", ClaimKind.DEADLINE),
    ("I will hold your cart until tonight", ClaimKind.DEADLINE),
    ("Ends tomorrow at 9:00", ClaimKind.DEADLINE),
    ("Last chance", ClaimKind.PRESSURE),
    ("Hurry", ClaimKind.PRESSURE),
    ("This is a limited time thing", ClaimKind.PRESSURE),
    ("https://tidewater.example/returns", ClaimKind.LINK),
]


@pytest.mark.parametrize(("text", "kind"), HARD)
def test_hard_claims(text: str, kind: ClaimKind) -> None:
    assert (kind, True) in claims(text)


@pytest.mark.parametrize(("text", "kind"), SOFT)
def test_soft_claims(text: str, kind: ClaimKind) -> None:
    assert claims(text) == [(kind, False)]


def test_the_stores_own_words_back_prices_extras_and_links_but_no_discount() -> None:
    shipping = "policy#shipping: Shipping costs $5.95 and is free for orders of $75 or more. 15% restocking fee."
    assert claims("Shipping is $5.95, from $75 on it is free.", (shipping,)) == []
    assert claims("There is a 15% restocking fee.", (shipping,)) == []
    assert claims("Shipping is $4.95.", (shipping,)) == [(ClaimKind.PRICE, False)]
    assert claims("Take 15% off.", (shipping,)) == [(ClaimKind.PERCENTAGE, False)]
    returns = "policy#returns: See https://tidewater.example/returns. Members use code VIP2026."
    assert claims("See https://tidewater.example/returns", (returns,)) == []
    assert claims("Use code VIP2026", (returns,)) == [(ClaimKind.CODE, True)]


@pytest.mark.parametrize(
    ("choice", "link", "is_backed"),
    [
        (ShopChoice("upload", code_parameter="rabatt"), f"{CART.checkout_url}&rabatt=SAVE10-AB3CD", True),
        (ShopChoice("upload", code_parameter="rabatt"), f"{CART.checkout_url}&rabatt=FREE90", False),
        (
            ShopChoice("upload", code_parameter="rabatt"),
            f"{CART.checkout_url}&rabatt=FREE90&rabatt=SAVE10-AB3CD",
            False,
        ),
        (
            ShopChoice("upload", code_parameter="rabatt"),
            f"{CART.checkout_url}&discount=FREE90&rabatt=SAVE10-AB3CD",
            False,
        ),
        (ShopChoice("woocommerce"), filling_link(SHOP, CART.items, "SAVE10-AB3CD"), True),
        (ShopChoice("woocommerce"), filling_link(SHOP, CART.items), True),
        (ShopChoice("woocommerce"), filling_link(SHOP, CART.items, "FREE90"), False),
        (ShopChoice("woocommerce"), filling_link(SHOP, CART.items[:1], "SAVE10-AB3CD"), False),
        (ShopChoice("woocommerce"), filling_link("https://tidewater.evil", CART.items, "SAVE10-AB3CD"), False),
        (ShopChoice("woocommerce"), f"{SHOP}?coupon=SAVE10-AB3CD", True),
        (ShopChoice("woocommerce"), f"{SHOP}?coupon=FREE90", False),
        (ShopChoice(), filling_link(SHOP, CART.items, "SAVE10-AB3CD"), False),
    ],
)
def test_a_link_may_apply_a_standing_code_in_its_shops_own_way(choice: ShopChoice, link: str, is_backed: bool) -> None:
    merchant = replace(MERCHANT, settings=replace(MERCHANT.settings, shop=choice))
    found = scan(f"Here you are: {link}", replace(KNOWN, merchant=merchant), NOON)
    assert (found == ()) is is_backed, found


def test_a_time_among_a_wares_options_is_no_deadline() -> None:
    speaker = replace(CART.items[0], title="Speaker", options="red, 10 hours")
    known = facts(cart=replace(CART, items=(speaker,)))
    for honest in (
        "You left Speaker (red, 10 hours) in your cart. Did something hold you up?",
        "Speaker, red, 10 hours",
    ):
        assert scan(honest, known, NOON) == ()
    for lie in ("Speaker (red, 10 hours) is held for 10 hours", "10 hours left to buy Speaker", "held: red, 10 hours"):
        assert ClaimKind.DEADLINE in {claim.kind for claim in scan(lie, known, NOON)}, lie


def test_a_past_offer_backs_nothing_but_talk_of_its_end() -> None:
    over = replace(KNOWN, offers=(replace(OFFER, state=OfferState.EXPIRED),))
    assert [claim.kind for claim in scan("SAVE10-AB3CD takes 10% off", over, NOON)] == [
        ClaimKind.CODE,
        ClaimKind.PERCENTAGE,
    ]
    assert scan("SAVE10-AB3CD has expired, sorry.", over, NOON) == ()
    late = OFFER.expires_at + timedelta(seconds=1)
    assert scan("Your code SAVE10-AB3CD", KNOWN, late) != ()


def test_without_a_cart_no_price_and_no_link_is_backed() -> None:
    bare = facts(cart=None, offers=())
    assert scan("It is $142.30", bare, NOON) != ()
    assert scan(CART.checkout_url, bare, NOON)[0].kind is ClaimKind.LINK


@given(
    st.integers(0, 1000).filter(lambda number: number not in (10, 100)),
    st.sampled_from(["{}% off", "you get {}%", "{} percent", "take {} % today", "{}per cent", "¡{}％!"]),
    st.text(alphabet="abcdefghij ,", max_size=30),
)
def test_any_percentage_that_no_offer_has_is_a_claim(number: int, form: str, around: str) -> None:
    assert claims(f"{around} {form.format(number)} {around}") != []


@given(
    st.sampled_from(["abc", "hello there", "for you", "today"]), st.sampled_from(["10%", "10 percent", "ten percent"])
)
def test_the_offers_own_code_and_percentage_pass(words: str, percentage: str) -> None:
    assert claims(f"Hi, {words}: {percentage} off with SAVE10-AB3CD") == []


@given(st.from_regex(r"\A[A-Z]{4,8}[0-9]{1,3}\Z"))
def test_any_other_code_is_a_hard_claim(code: str) -> None:
    assert (ClaimKind.CODE, True) in claims(f"Use {code} at checkout")


@given(st.text(max_size=300))
def test_no_text_breaks_the_scan(text: str) -> None:
    scan(text, KNOWN, NOON)


def test_offers_are_noticed_in_service_texts() -> None:
    for text in ("10% off", "use code X1YZ2", "a discount for you", "$5 off", "free shipping on us"):
        assert mentions_offer(text)
    for text in ("We have your order #1042. Thank you!", "Reply STOP to opt out.", "Call 988 or 911."):
        assert not mentions_offer(text)


def test_an_offer_is_volunteered_only_where_nobody_asked() -> None:
    offer = "Use SAVE10-AB3CD for 10% off."
    assert volunteers_offer(offer, "is it waterproof?")
    assert not volunteers_offer(offer, "too expensive for me")
    assert not volunteers_offer(offer, "yes please")
    assert not volunteers_offer("It is waterproof.", "is it waterproof?")


def test_card_numbers() -> None:
    assert has_card_number("4111 1111 1111 1111")
    assert has_card_number("4111-1111-1111-1111")
    assert not has_card_number("4111 1111 1111 1112")
    assert not has_card_number("call +13035550142")


def test_the_brand_and_the_wares_may_look_like_codes() -> None:
    item = replace(CART.items[0], title="GoPro HERO12 SPF50 MK100")
    known = facts(cart=replace(CART, items=(item,)), merchant=replace(MERCHANT, name="Shop24"))
    assert scan("Your HERO12 and MK100 from Shop24, SPF50.", known, NOON) == ()


@pytest.mark.parametrize("text", ["Let me sweeten it to 15", "I can do it for 110 all in", "twenty-five for the pack"])
def test_a_number_that_stands_for_itself_must_be_named_somewhere(text: str) -> None:
    assert claims(text) == [(ClaimKind.FIGURE, False)]
    assert claims(text, sources=(f"policy: {text}.",)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Order 4471 for the pack is on its way",
        "Two or three in green?",
        "I can't do 110 all in",
        "Size 12 for you",
        "It's open until 5 today?",
    ],
)
def test_numbers_of_things_are_no_figures(text: str) -> None:
    assert ClaimKind.FIGURE not in {kind for kind, _ in claims(text)}
