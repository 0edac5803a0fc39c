"""The rehearsal model, not an LLM: a sensible conversation that states only what tools returned."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest

from agent.models import ModelChoice, open_model
from agent.outcome import Escalate, Silence, Speak
from agent.recovery_agent import RecoveryAgent
from agent.rehearsal import NOT_AN_LLM, RehearsalModel
from agent.rehearsal_reading import Wish, best_sentence, newest_wish, read_wish
from agent.rehearsal_scene import Result, Scene
from agent.rehearsal_script import Use, next_step
from agent.view import HandBack, Occasion
from compliance.claims import scan
from compliance.facts import load
from conversation.cart import CartState
from conversation.escalation import EscalationReason
from conversation.merchant import MerchantSettings
from conversation.message import Author
from conversation.verdict import Verdict
from prompts.pack import Pack
from prompts.plain import is_plain
from prompts.renderer import SHIPPED, load_pack, shipped_packs
from tests.agent.stage import ALLOW, Stage, build_stage, refuse
from tests.tools.house import CART, CART_URL, NOW
from tools.toolset import recovery_tools

OPENERS = [
    "hi",
    "it's too expensive",
    "got a promo code?",
    "how long does shipping take?",
    "can I return it?",
    "what's in my cart",
    "send me the link",
    "not right now",
    "not interested",
    "already bought it elsewhere",
    "my card is 4111 1111 1111 1111",
    "blorp",
]


async def test_a_conversation_from_reminder_to_checkout(stage: Stage) -> None:
    reminder = await stage.turn(Occasion.REMINDER)
    assert isinstance(reminder, Speak)
    assert reminder.draft.body == (
        "Hi Noah, you left Backpack (green, small) and 2 x Water Bottle (1000ml, glass) in your cart: "
        f"{CART_URL} Did something hold you up? I am happy to answer questions."
    )
    assert stage.called == ["lookup_cart", "send_checkout_link"]
    assert reminder.draft.model == "rehearsal"

    offer = await stage.reply_to("it's a bit too expensive")
    (granted,) = await stage.house.offers()
    assert granted.code in offer
    assert "10% off" in offer
    assert "until Wed 25 Nov 10:30" in offer

    again = await stage.reply_to("so is there a discount?")
    assert f"Your code {granted.code} still takes 10% off" in again

    shipping = await stage.reply_to("how long does shipping take?")
    assert shipping.startswith("Standard delivery takes 3 to 5 business days")

    await stage.reply_to("do you take paypal?")
    assert "$295.35 in total" in await stage.reply_to("what was in my cart again?")
    link = await stage.reply_to("yes please")
    assert f"{CART_URL}&discount={granted.code} " in link
    assert isinstance(await stage.hears("thanks so much!").turn(), Silence)


async def test_asking_for_a_person(stage: Stage) -> None:
    outcome = await stage.hears("can i talk to a real person").turn()
    assert isinstance(outcome, Escalate)
    assert outcome.escalation.reason is EscalationReason.ASKED_FOR_PERSON


async def test_what_the_store_does_not_say_goes_to_a_person(stage: Stage) -> None:
    outcome = await stage.hears("is the backpack vegan?").turn()
    assert isinstance(outcome, Escalate)
    assert outcome.escalation.reason is EscalationReason.KNOWLEDGE_GAP
    assert stage.called == ["lookup_policy", "escalate_to_human"]


async def test_words_that_are_not_understood_twice_go_to_a_person(stage: Stage) -> None:
    await stage.reply_to("blorp")
    assert isinstance(await stage.hears("blorp blorp").turn(), Escalate)


async def test_without_a_discount_it_hints_at_none(stage: Stage) -> None:
    stage.settings = MerchantSettings(offer_percent=0)
    answer = await stage.reply_to("any discount?")
    assert "no discount" in answer
    assert "%" not in answer


async def test_a_cart_that_is_gone_gets_no_link(stage: Stage) -> None:
    stage.cart = None
    assert "http" not in await stage.reply_to("send me the link")
    assert "no open cart" in await stage.reply_to("what is in my cart?")


async def test_a_burst_is_answered_by_its_substance(stage: Stage) -> None:
    assert "3 to 5 business days" in await stage.reply_to("hey", "how long is delivery?", "thanks")


async def test_after_a_hand_back_it_carries_on(stage: Stage) -> None:
    stage.hears("let me talk to a human").says("Dana here, it is waterproof.", Author.HUMAN)
    stage.hand_back = HandBack(2, "Dana said that it is waterproof.")
    stage.handled_seq = 2
    assert "3 to 5 business days" in await stage.reply_to("ok and how long is delivery?")


async def test_a_question_from_before_a_person_spoke_is_open_no_more(stage: Stage) -> None:
    await stage.reply_to("I want to return it")
    stage.hears("let me talk to a human").says("Dana here, it is on its way.", Author.HUMAN)
    stage.hand_back = HandBack(4, "Dana said that it is on its way.")
    stage.handled_seq = 4
    assert "order number" not in await stage.reply_to("lovely, I will wait for it then")
    assert "start_return" not in stage.called


async def test_a_refused_text_is_replaced_by_a_plain_one(stage: Stage, pack: Pack) -> None:
    verdicts: Iterator[Verdict] = iter([refuse(), ALLOW])
    stage.judge = lambda draft: next(verdicts)
    assert await stage.reply_to("any discount?") == pack.phrase("plain_answer").text


async def test_a_refused_reminder_is_replaced_by_a_plain_one(stage: Stage) -> None:
    verdicts: Iterator[Verdict] = iter([refuse(), ALLOW])
    stage.judge = lambda draft: next(verdicts)
    outcome = await stage.turn(Occasion.REMINDER)
    assert isinstance(outcome, Speak)
    assert "http" not in outcome.draft.body


@pytest.mark.parametrize("name", shipped_packs())
async def test_every_first_answer_is_short_plain_and_backed(name: str) -> None:
    pack = load_pack(name)
    agent = RecoveryAgent(open_model(ModelChoice(), pack), pack, recovery_tools())
    for opener in OPENERS:
        stage = await build_stage(agent)
        body = await stage.reply_to(opener)
        codes = {offer.code for offer in await stage.house.offers()}
        assert is_plain(body), body
        assert len(body) <= 300, body
        assert set(re.findall(r"SAVE\S+?-\w+", body)) <= codes
        assert set(re.findall(r"https?://\S+", body)) <= {CART_URL}
        assert "Tidewater" not in body
        assert "STOP" not in body
        assert "4111" not in body


@pytest.mark.parametrize("name", shipped_packs())
async def test_the_gates_claims_scan_finds_nothing_unbacked(name: str) -> None:
    pack = load_pack(name)
    stage = await build_stage(RecoveryAgent(open_model(ModelChoice(), pack), pack, recovery_tools()))
    outcomes = [await stage.turn(Occasion.REMINDER)]
    for opener in [*OPENERS, "what does shipping cost?", "any discount?", "yes", "what about gift cards?"]:
        outcomes.append(await stage.hears(opener).turn())
    drafts = [outcome.draft for outcome in outcomes if isinstance(outcome, Speak)]
    assert len(drafts) == len(outcomes)
    for draft in drafts:
        facts = await stage.house.ledger.read(partial(load, draft=draft, now=NOW))
        assert scan(draft.body, facts, NOW, draft.sources) == (), draft.body


def test_phrases_hold_no_numbers_of_their_own() -> None:
    for name in shipped_packs():
        source = (SHIPPED / name / "phrases.j2").read_text(encoding="utf-8")
        words = re.sub(r"\{[%#{].*?[%#}]\}", "", source, flags=re.DOTALL)
        assert not re.search(r"\d|\$|https?:", words)
        assert is_plain(words)


def test_it_is_named_for_what_it_is(pack: Pack) -> None:
    model = RehearsalModel(pack=pack)
    assert (model._llm_type, model.model_name) == (NOT_AN_LLM, "rehearsal")


async def test_a_recovered_cart_gets_no_offer(stage: Stage) -> None:
    stage.cart = replace(CART, state=CartState.RECOVERED)
    assert "no discount" in await stage.reply_to("discount please")


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("do you have a discount on shipping?", Wish.PRICE),
        ("no thanks, too expensive", Wish.NOT_INTERESTED),
        ("how much is shipping", Wish.POLICY),
        ("how much was it", Wish.CART),
        ("can I return it later?", Wish.POLICY),
        ("maybe later", Wish.LATER),
        ("this is ridiculous", Wish.UNHAPPY),
        ("can we start over, I messed up my cart", Wish.LINK),
        ("ready to buy", Wish.LINK),
        ("yes!", Wish.YES),
        ("ok thanks", Wish.THANKS),
        ("good morning", Wish.GREETING),
        ("linkedin rules", Wish.UNKNOWN),
        ("does it fog up?", Wish.QUESTION),
        ("\U0001f44d\U0001f3fd", Wish.THUMBS_UP),
    ],
)
def test_reading(text: str, wish: Wish) -> None:
    assert read_wish(text) is wish


def test_the_newest_wish_counts_courtesies_aside() -> None:
    assert newest_wish(("any discount?", "do you ship to Ohio?", "thanks")) == (Wish.POLICY, "do you ship to Ohio?")
    assert newest_wish(("hi", "thanks")) == (Wish.THANKS, "thanks")


def test_the_best_sentence_is_about_the_question() -> None:
    passage = "We pack fast. Shipping costs $5.95. Returns are free."
    assert best_sentence("Shipping", passage, "what does shipping cost?") == "Shipping costs $5.95."
    assert best_sentence("Shipping", passage, "who won the game?") == ""


def test_a_question_after_that_for_a_return_is_answered_and_hands_nobody_over() -> None:
    def next_after(text: str) -> object:
        return next_step(Scene((text,), "Noah", ("...",), {}, False, False, asked_return=True))

    assert next_after("do you ship to Canada?") == Use("lookup_policy", {"question": "do you ship to Canada?"})
    for told in ("they are too small", "is 1234 the number?"):
        step = next_after(told)
        assert isinstance(step, Use)
        assert step.tool == "start_return"


@pytest.mark.parametrize(
    ("text", "tool"), [("where is my order?", "lookup_order"), ("is the backpack in stock?", "lookup_products")]
)
def test_while_the_shop_gives_no_answer_nothing_is_said_not_to_be_there(text: str, tool: str) -> None:
    step = next_step(Scene((text,), "", (), {tool: Result({})}, was_refused=False, asked_back=False))
    assert isinstance(step, Use) and step.tool == "escalate_to_human"
    assert "could not be looked at" in step.arguments["note"]
