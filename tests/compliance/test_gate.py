"""The gate, rule by rule: what leaves, what waits, what does not, and by which rule."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from compliance import wording
from compliance.facts import Facts
from compliance.gate import decide_on
from conversation.cart import CartState
from conversation.consent import ConsentState, SuppressionReason
from conversation.draft import CauseKind, Draft
from conversation.message import Author, Purpose
from conversation.override import Override
from conversation.sender import Registration
from conversation.verdict import Allow, Defer, Refuse, Verdict, note_of
from tests.compliance.cases import (
    CART,
    CONSENT,
    CONTACT,
    MARKETING,
    MERCHANT,
    NIGHT,
    NOON,
    OFFER,
    OFFICE,
    RULEBOOK,
    SENDER,
    SLOT,
    answering,
    ask_gate,
    draft,
    escalated,
    facts,
    inbound,
    sent,
    suppressed,
    with_settings,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
REMINDER = draft("Hi Noah, you left the Trail Pack 40L in your cart.", CauseKind.CART, "crt_1")
CAMPAIGN = draft("Our new packs are here.", CauseKind.CAMPAIGN, "cmp_1", Author.TEMPLATE)
NOTICE = draft("We have your order #1042. Thank you!", CauseKind.ORDER, "ord_1", Author.TEMPLATE)
STOPPED = answering("STOP", suppression=suppressed())


def verdict_on(one: Draft, known: Facts, now: datetime = NOON, expires_at: datetime | None = None) -> Verdict:
    return ask_gate(one, known, now, expires_at).verdict


def refusal(one: Draft, known: Facts, now: datetime = NOON, expires_at: datetime | None = None) -> str:
    verdict = verdict_on(one, known, now, expires_at)
    assert isinstance(verdict, Refuse), verdict
    return verdict.rule


def allowed_until(one: Draft, known: Facts, now: datetime = NOON, expires_at: datetime | None = None) -> datetime:
    verdict = verdict_on(one, known, now, expires_at)
    assert isinstance(verdict, Allow), verdict
    return verdict.until


def deferred_to(one: Draft, known: Facts, now: datetime = NOON, expires_at: datetime | None = None) -> datetime:
    verdict = verdict_on(one, known, now, expires_at)
    assert isinstance(verdict, Defer), verdict
    return verdict.at


class TestSuppression:
    @pytest.mark.parametrize("reason", list(SuppressionReason))
    @pytest.mark.parametrize("author", [Author.AI, Author.HUMAN])
    def test_nobody_replies_after_a_stop(self, author: Author, reason: SuppressionReason) -> None:
        one = replace(draft(author=author), override=Override())
        verdict = verdict_on(one, answering(suppression=suppressed(reason)))
        assert isinstance(verdict, Refuse)
        assert (verdict.rule, verdict.overridable) == ("opt_out.nothing_after", False)

    def test_one_confirmation_within_five_minutes(self) -> None:
        text = draft(wording.opt_out_confirmation(MERCHANT), CauseKind.SUPPRESSION, author=Author.TEMPLATE)
        assert allowed_until(text, STOPPED, NOON + MINUTE) == NOON + 5 * MINUTE
        assert allowed_until(text, replace(STOPPED, contact=CONTACT), NOON + MINUTE)
        assert refusal(text, STOPPED, NOON + 6 * MINUTE) == "opt_out.confirmation"
        again = replace(STOPPED, outbound=(sent(Purpose.OPT_OUT_CONFIRMATION),))
        assert refusal(text, again, NOON + MINUTE) == "opt_out.confirmation"

    def test_at_night_too(self) -> None:
        known = answering("STOP", NIGHT, suppression=suppressed(since=NIGHT))
        text = draft(wording.opt_out_confirmation(MERCHANT), CauseKind.SUPPRESSION, author=Author.TEMPLATE)
        assert allowed_until(text, known, NIGHT + MINUTE) == NIGHT + 5 * MINUTE

    @pytest.mark.parametrize(
        ("body", "rule"),
        [
            ("Tidewater: you are out. Sure?", "opt_out.confirmation"),
            ("Tidewater: you are out. Take 10% off first.", "service.sells_nothing"),
            ("Tidewater: you are out. Use code SAVE10-AB3CD.", "service.sells_nothing"),
            ("Tidewater: you are out, but your cart is still here.", "service.sells_nothing"),
            ("Tidewater: we are sorry to see you go, come back soon.", "service.sells_nothing"),
        ],
    )
    def test_a_confirmation_asks_and_sells_nothing(self, body: str, rule: str) -> None:
        assert refusal(draft(body, CauseKind.SUPPRESSION), STOPPED) == rule

    def test_one_help_answer_for_each_help(self) -> None:
        known = answering("HELP", suppression=suppressed(since=NOON - DAY))
        text = draft(wording.help_answer(MERCHANT), CauseKind.HELP, author=Author.TEMPLATE)
        assert allowed_until(text, known) == NOON + 15 * MINUTE
        assert refusal(text, replace(known, outbound=(sent(Purpose.HELP),))) == "answer.once_at_once"

    def test_the_safety_text_follows_a_crisis_but_no_opt_out(self) -> None:
        text = draft(wording.safety_text(MERCHANT), CauseKind.SAFETY, author=Author.TEMPLATE)
        known = answering("I want to die", NIGHT, suppression=suppressed(SuppressionReason.CRISIS, NIGHT))
        assert allowed_until(text, known, NIGHT) == NIGHT + 15 * MINUTE
        assert refusal(text, replace(known, suppression=suppressed()), NIGHT) == "opt_out.nothing_after"

    def test_one_confirmation_after_start(self) -> None:
        lifted = replace(suppressed(since=NOON - DAY), lifted_at=NOON)
        text = draft(wording.start_confirmation(MERCHANT), CauseKind.RESUBSCRIPTION, author=Author.TEMPLATE)
        known = answering("START", suppression=lifted)
        assert allowed_until(text, known)
        again = replace(known, outbound=(sent(Purpose.OPT_IN_CONFIRMATION),))
        assert refusal(text, again) == "answer.once_at_once"


class TestStanding:
    def test_a_number_of_another_merchant_sends_nothing(self) -> None:
        assert refusal(draft(), answering(sender=replace(SENDER, merchant_id="mer_2"))) == "sender.registered"
        assert refusal(draft(), answering(sender=None)) == "sender.registered"

    @pytest.mark.parametrize("state", [Registration.PENDING, Registration.SUSPENDED])
    def test_an_unverified_number_sends_nothing(self, state: Registration) -> None:
        assert refusal(draft(), answering(sender=replace(SENDER, registration=state))) == "sender.registered"

    @pytest.mark.parametrize(
        "contact", [replace(CONTACT, country="GB"), replace(CONTACT, phone="+14165550142", timezone="America/Toronto")]
    )
    def test_abroad_only_direct_replies_leave(self, contact: object) -> None:
        assert refusal(REMINDER, facts(contact=contact)) == "country.no_rulebook"
        assert refusal(CAMPAIGN, facts(contact=contact)) == "country.no_rulebook"
        assert allowed_until(draft(), answering(contact=contact))

    def test_a_purpose_without_a_ground_is_refused(self) -> None:
        decision = ask_gate(draft(ref="msg_nowhere"), facts(cart=None))
        assert isinstance(decision.verdict, Refuse)
        assert decision.verdict.rule == "purpose.unfounded"
        assert decision.purpose is Purpose.REPLY


class TestConsent:
    @pytest.mark.parametrize(
        "consents",
        [
            (),
            (MARKETING,),
            (replace(CONSENT, state=ConsentState.REQUESTED, confirmed_at=None, answer_id=None),),
            (replace(CONSENT, state=ConsentState.REVOKED),),
            (replace(CONSENT, answer_id=None),),
        ],
    )
    def test_a_reminder_needs_a_double_opt_in_by_text(self, consents: object) -> None:
        assert refusal(REMINDER, facts(consents=consents)) == "consent.cart_reminders"

    def test_consent_from_before_an_opt_out_is_gone_even_when_the_opt_out_was_lifted(self) -> None:
        lifted = replace(suppressed(since=NOON - DAY), lifted_at=NOON - HOUR)
        assert refusal(REMINDER, facts(suppression=lifted)) == "consent.cart_reminders"
        fresh = replace(CONSENT, confirmed_at=NOON - timedelta(minutes=5))
        assert allowed_until(REMINDER, facts(suppression=lifted, consents=(fresh,)))

    def test_a_campaign_needs_marketing_consent(self) -> None:
        assert allowed_until(CAMPAIGN, facts())
        assert refusal(CAMPAIGN, facts(consents=(CONSENT,))) == "consent.marketing"

    def test_a_notice_needs_an_order_and_no_marketing_consent(self) -> None:
        assert allowed_until(NOTICE, facts(consents=()))
        assert refusal(NOTICE, facts(suppression=suppressed())) == "opt_out.nothing_after"
        selling = replace(NOTICE, body="We have your order. Take 10% off the next one.")
        assert refusal(selling, facts()) == "service.sells_nothing"


class TestCart:
    def test_a_reminder_may_leave_until_48_hours_after_abandonment(self) -> None:
        late = CART.abandoned_at + timedelta(hours=47, minutes=59)
        assert allowed_until(REMINDER, facts(), late) == CART.abandoned_at + timedelta(hours=48)
        assert refusal(REMINDER, facts(), late + MINUTE) == "cart.one_reminder"

    def test_one_slot_for_both_seats(self) -> None:
        assert refusal(REMINDER, facts(slot=SLOT)) == "cart.one_reminder"

    @pytest.mark.parametrize("state", [CartState.RECOVERED, CartState.EXPIRED])
    def test_a_cart_that_is_bought_or_gone_is_not_reminded_of(self, state: CartState) -> None:
        assert refusal(REMINDER, facts(cart=replace(CART, state=state))) == "cart.one_reminder"

    def test_a_reminder_at_night_waits_for_the_morning(self) -> None:
        assert deferred_to(REMINDER, facts(), NIGHT) == NIGHT + 10 * HOUR

    def test_a_reminder_whose_48_hours_end_at_night_has_no_window(self) -> None:
        old = replace(CART, abandoned_at=NIGHT - timedelta(hours=47))
        assert refusal(REMINDER, facts(cart=old), NIGHT) == "no_lawful_window"

    @pytest.mark.parametrize(
        "body",
        [
            "Reply BUY to order your cart.",
            "Text us your card number and we will finish it.",
            "Your card 4111 1111 1111 1111 is on file.",
        ],
    )
    def test_nobody_pays_by_text(self, body: str) -> None:
        assert refusal(replace(REMINDER, body=body), facts()) == "payment.never_by_text"

    def test_asking_not_to_text_a_card_is_fine(self) -> None:
        body = "For your safety, please do not text card details."
        assert allowed_until(draft(body), answering())


class TestQuietHours:
    def test_a_reply_may_leave_until_nine_in_the_evening(self) -> None:
        assert allowed_until(draft(), answering()) == NOON + 9 * HOUR

    def test_at_night_within_the_grace(self) -> None:
        known = answering(at=NIGHT)
        assert allowed_until(draft(now=NIGHT), known, NIGHT + 14 * MINUTE) == NIGHT + 15 * MINUTE
        assert deferred_to(draft(now=NIGHT), known, NIGHT + 15 * MINUTE) == NIGHT + 10 * HOUR

    @pytest.mark.parametrize(("wished", "granted"), [(0, 0), (5, 5), (30, 30), (600, 30), (-5, 0)])
    def test_the_merchant_chooses_the_grace_within_bounds(self, wished: int, granted: int) -> None:
        known = answering(at=NIGHT, merchant=with_settings(reply_grace_minutes=wished))
        if granted:
            assert allowed_until(draft(now=NIGHT), known, NIGHT) == NIGHT + granted * MINUTE
        else:
            assert deferred_to(draft(now=NIGHT), known, NIGHT)

    def test_an_offer_that_nobody_asked_for_has_no_grace(self) -> None:
        one = draft("Use code SAVE10-AB3CD for 10% off.", now=NIGHT)
        live = replace(OFFER, expires_at=NIGHT + DAY)
        assert deferred_to(one, answering(at=NIGHT, offers=(live,)), NIGHT)
        assert allowed_until(one, answering("any discount?", NIGHT, offers=(live,)), NIGHT)

    @pytest.mark.parametrize("one", [REMINDER, CAMPAIGN, NOTICE])
    def test_what_we_start_has_no_grace(self, one: Draft) -> None:
        assert deferred_to(one, facts(inbound(at=NIGHT)), NIGHT) == NIGHT + 10 * HOUR

    def test_unknown_zones_get_the_cautious_window(self) -> None:
        nowhere = replace(CONTACT, phone="+15555550100", timezone=None)
        known = facts(contact=nowhere)
        early = NOON.replace(hour=16)  # 11:00 in New York, 6:00 in Honolulu
        opens = deferred_to(CAMPAIGN, known, early)
        assert opens == NOON.replace(hour=20)  # 10:00 in Honolulu, 15:00 in New York
        assert allowed_until(CAMPAIGN, known, opens) == NOON.replace(hour=22)  # 17:00 in New York
        saturday_evening = NOON.replace(day=28, hour=23)
        monday = deferred_to(CAMPAIGN, known, saturday_evening, saturday_evening + 3 * DAY)
        assert monday.weekday() == 0

    def test_a_text_that_expires_before_morning_is_refused(self) -> None:
        known = answering(at=NIGHT - HOUR)
        assert refusal(draft(now=NIGHT), known, NIGHT, NIGHT + HOUR) == "no_lawful_window"

    def test_state_and_area_code_must_both_be_open(self) -> None:
        split = replace(CONTACT, timezone=None, region="NY")  # 303 is Denver
        assert deferred_to(CAMPAIGN, facts(contact=split), NOON.replace(hour=14)) == NOON.replace(hour=15)
        assert allowed_until(CAMPAIGN, facts(contact=split), NOON) == NOON.replace(day=25, hour=2)

    @pytest.mark.parametrize(
        ("text", "kind", "body"),
        [
            ("HELP", CauseKind.HELP, wording.help_answer(MERCHANT)),
            ("are you a bot?", CauseKind.IDENTITY, wording.identity_answer(MERCHANT)),
        ],
    )
    def test_answers_to_keywords_leave_at_night_but_only_at_once(self, text: str, kind: CauseKind, body: str) -> None:
        one = draft(body, kind, author=Author.TEMPLATE)
        assert allowed_until(one, answering(text, NIGHT), NIGHT) == NIGHT + 15 * MINUTE
        assert refusal(one, answering(text, NIGHT), NIGHT + 16 * MINUTE) == "answer.once_at_once"


class TestCounting:
    THREE = tuple(sent(Purpose.CAMPAIGN, NOON - n * HOUR, seq=n) for n in (20, 10, 5))

    def test_the_fourth_text_that_we_start_waits(self) -> None:
        assert deferred_to(CAMPAIGN, facts(outbound=self.THREE)) == NOON + 4 * HOUR
        assert allowed_until(CAMPAIGN, facts(outbound=self.THREE[:2]))

    def test_direct_answers_do_not_count_and_are_not_counted(self) -> None:
        assert allowed_until(draft(), answering(outbound=self.THREE))
        answers = tuple(replace(sent(Purpose.REPLY, NOON - HOUR), seq=0 - n) for n in range(9))
        assert allowed_until(CAMPAIGN, facts(outbound=answers))

    def test_a_reply_over_the_cap_leaves_without_its_unasked_offer(self) -> None:
        offer = draft("Use code SAVE10-AB3CD for 10% off.")
        assert refusal(offer, answering(outbound=self.THREE)) == "cap.initiated"
        assert allowed_until(offer, answering("can I get a discount?", outbound=self.THREE))

    def test_a_volunteered_offer_counts_later(self) -> None:
        allowed = verdict_on(draft("Use code SAVE10-AB3CD for 10% off."), answering())
        offers = tuple(sent(Purpose.REPLY, NOON - n * HOUR, seq=-n, verdict=note_of(allowed)) for n in (1, 2, 3))
        assert deferred_to(CAMPAIGN, facts(outbound=offers)) == NOON + 21 * HOUR

    def test_two_answers_to_each_text(self) -> None:
        replies = (sent(Purpose.REPLY, seq=2), sent(Purpose.REPLY, seq=3, author=Author.HUMAN))
        assert refusal(draft(), answering(outbound=replies, cart=None)) == "reply.budget"
        assert allowed_until(draft(), answering(outbound=replies[:1], cart=None))

    def test_unusually_many_answers_raise_an_alarm_in_the_trail(self) -> None:
        many = tuple(replace(sent(Purpose.REPLY, NOON - HOUR), seq=-n) for n in range(12))
        assert "many_answers" in verdict_on(draft(), answering(outbound=many)).trail.facts
        assert "many_answers" not in verdict_on(draft(), answering(outbound=many[1:])).trail.facts

    def test_a_followup_comes_once_and_in_time_and_not_after_a_purchase(self) -> None:
        one = draft("You asked me to text you about the Trail Pack.", CauseKind.FOLLOWUP)
        known = answering("text me tomorrow", NOON - DAY)
        assert allowed_until(one, known)
        assert refusal(one, replace(known, outbound=(sent(Purpose.REQUESTED_FOLLOWUP),))) == "followup.as_asked"
        assert refusal(one, replace(known, cart=replace(CART, state=CartState.RECOVERED))) == "followup.as_asked"
        assert refusal(one, known, NOON + 3 * DAY) == "followup.as_asked"
        with_offer = replace(one, body="Here is SAVE10-AB3CD for you.")
        assert refusal(with_offer, known) == "followup.as_asked"


class TestHolding:
    ONE = draft(wording.holding_text(MERCHANT, NOON), CauseKind.ESCALATION, "cvn_1#2", Author.TEMPLATE)

    def test_one_within_two_minutes(self) -> None:
        known = answering("agent", conversation=escalated())
        assert allowed_until(self.ONE, known) == NOON + 2 * MINUTE
        assert refusal(self.ONE, known, NOON + 3 * MINUTE) == "holding.once"
        assert refusal(self.ONE, replace(known, outbound=(sent(Purpose.HOLDING),))) == "holding.once"

    def test_it_names_no_time_of_its_own(self) -> None:
        known = answering("agent", conversation=escalated())
        for promise in ("We answer within 5 minutes.", "We are back at 9am.", "We open 08:30."):
            assert refusal(replace(self.ONE, body=promise), known) == "holding.once"
        open_late = replace(known, merchant=with_settings(business_hours=OFFICE))
        assert allowed_until(replace(self.ONE, body="We are back at 9am."), open_late)

    def test_at_night_within_the_grace_only(self) -> None:
        known = answering("agent", NIGHT, conversation=escalated(at=NIGHT))
        assert allowed_until(self.ONE, known, NIGHT)
        stale = answering("agent", NIGHT - HOUR, conversation=escalated(at=NIGHT))
        assert refusal(self.ONE, stale, NIGHT) == "no_lawful_window"


class TestWords:
    def test_what_is_proactive_names_the_brand_and_how_to_stop(self) -> None:
        for one in (REMINDER, CAMPAIGN, NOTICE):
            text = ask_gate(one, facts()).body.text
            assert "Tidewater" in text
            assert "STOP" in text

    def test_a_text_longer_than_the_carrier_takes_is_refused(self) -> None:
        assert refusal(draft("a" * 1601), answering()) == "text.size"

    @pytest.mark.parametrize(
        "body",
        [
            "I'm a real person, promise!",
            "No, I am human.",
            "I'm not a bot.",
            "This is Dana from Tidewater.",
            "My name is Sam and I can help.",
            "You are texting with a real person.",
            "Soy una persona.",
        ],
    )
    def test_the_ai_never_claims_to_be_a_person(self, body: str) -> None:
        verdict = verdict_on(draft(body), answering())
        assert isinstance(verdict, Refuse)
        assert (verdict.rule, verdict.overridable) == ("persona.no_human_claim", False)
        assert isinstance(verdict_on(draft(body, author=Author.HUMAN), answering()), Allow)

    @pytest.mark.parametrize(
        "body", ["I'm an automated assistant, not a person.", "Would you like to talk to a real person?"]
    )
    def test_the_ai_may_speak_of_people(self, body: str) -> None:
        assert allowed_until(draft(body), answering())


class TestOverriding:
    UNBACKED = draft("It is in stock.", author=Author.HUMAN)

    def test_a_person_may_answer_for_what_nothing_backs(self) -> None:
        verdict = verdict_on(self.UNBACKED, answering())
        assert isinstance(verdict, Refuse)
        assert (verdict.rule, verdict.overridable) == ("claims.unbacked", True)
        confirmed = verdict_on(replace(self.UNBACKED, override=Override()), answering())
        assert isinstance(confirmed, Allow)
        assert confirmed.trail.facts["unbacked_confirmed"] == "stock: in stock"

    def test_an_ai_draft_may_not(self) -> None:
        one = replace(self.UNBACKED, author=Author.AI, override=Override())
        assert refusal(one, answering()) == "claims.unbacked"

    @pytest.mark.parametrize("body", ["Use code FREE4U2.", "Take 50% off.", "See https://tidewater.example.evil.com/x"])
    def test_hard_refusals_stay(self, body: str) -> None:
        one = replace(self.UNBACKED, body=body, override=Override())
        assert refusal(one, answering()) == "claims.hard"


class TestTrail:
    def test_a_verdict_says_how_it_was_reached(self) -> None:
        trail = verdict_on(REMINDER, facts()).trail
        assert trail.rulebook == RULEBOOK.version
        assert trail.tried[0] == "opt_out.nothing_after"
        assert "quiet_hours.federal" in trail.tried
        assert trail.facts["purpose"] == "reminder"
        assert "America/Denver" in trail.facts["local_times"]
        assert trail.facts["slot"] == "free"

    def test_deciding_reads_no_clock_and_gives_the_same_answer_twice(self) -> None:
        first = decide_on(REMINDER, facts(), RULEBOOK, NOON, NOON + DAY)
        assert first == decide_on(REMINDER, facts(), RULEBOOK, NOON, NOON + DAY)


@pytest.mark.parametrize(
    ("phone", "pictures", "rule"),
    [
        (CONTACT.phone, 10, None),
        (CONTACT.phone, 11, "mms.reach"),
        ("+447700900123", 1, "mms.reach"),
        ("+447700900123", 0, None),
    ],
)
def test_pictures_leave_only_for_where_they_arrive_and_ten_at_most(phone: str, pictures: int, rule: str | None) -> None:
    known = answering(contact=replace(CONTACT, phone=phone))
    verdict = verdict_on(replace(draft("Here."), media=("med_1",) * pictures), known)
    assert (verdict.rule if isinstance(verdict, Refuse) else None) == rule
