"""Any draft and any facts: what a ledger could know at one moment, of every kind that the gate reads."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from compliance.facts import Facts
from conversation.cart import CartState
from conversation.consent import Consent, ConsentState, Suppression, SuppressionReason
from conversation.contact import Contact
from conversation.conversation import Control
from conversation.draft import CauseKind, Draft
from conversation.escalation import EscalationReason
from conversation.flow_run import FlowRun, TriggerKind
from conversation.message import Author, Message, Origin, Purpose
from conversation.offer import Offer, OfferState
from conversation.override import Override
from conversation.sender import Registration
from conversation.verdict import VerdictNote
from tests.compliance.cases import (
    CART,
    CONSENT,
    CONTACT,
    CONVERSATION,
    DANA,
    MARKETING,
    OFFER,
    SENDER,
    SLOT,
    draft,
    escalated,
    facts,
    inbound,
    sent,
    suppressed,
    with_settings,
)

SEATS = [Author.AI, Author.HUMAN, Author.TEMPLATE, Author.SYSTEM]
ZONES_OF_STATES = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
]
ZONES = [*ZONES_OF_STATES, "America/Puerto_Rico"]
PLACELESS = "+15005550123"
"""A number that belongs to no place."""
DAYS = [
    datetime(2026, 10, 30, 12, tzinfo=UTC),
    datetime(2026, 11, 24, 19, tzinfo=UTC),
    datetime(2027, 3, 12, 12, tzinfo=UTC),
    datetime(2027, 7, 3, 12, tzinfo=UTC),
]
"""Days around both changes of the clocks, a quiet week, and a holiday."""
BODIES = [
    "It is waterproof.",
    "Hi Noah, your Trail Pack 40L is still in your cart.",
    "Your code SAVE10-AB3CD takes 10% off.",
    "It comes to $142.30, and 10% off with the code.",
    "Take 50% off today only!",
    "Only 2 left, hurry",
    "See https://tidewater.example/cart/c/tok1?key=abc",
    "Tidewater: you are unsubscribed.",
    "May I ask what held you up?",
    "x" * 900,
]
QUESTIONS = ["hello", "STOP", "HELP", "START", "are you a bot?", "I want to die", "any discount?", "text me tomorrow"]
ASKED = {
    CauseKind.INBOUND: ("any discount?", 60),
    CauseKind.HELP: ("HELP", 15),
    CauseKind.IDENTITY: ("are you a bot?", 15),
    CauseKind.SAFETY: ("I want to die", 15),
    CauseKind.FOLLOWUP: ("text me tomorrow", 4300),
    CauseKind.SUPPRESSION: ("STOP", 5),
    CauseKind.RESUBSCRIPTION: ("START", 15),
}
"""The text that bears out a cause, and how many minutes ago it came at most."""


@dataclass(frozen=True)
class Moment:
    """One draft before the gate, with everything the ledger knows."""

    draft: Draft
    facts: Facts
    now: datetime


moments = st.builds(lambda day, minutes: day + timedelta(minutes=minutes), st.sampled_from(DAYS), st.integers(0, 5760))


@st.composite
def cases(draw: st.DrawFn) -> Moment:
    """A draft whose cause the facts bear out, and then up to three things that are otherwise."""
    now, kind = draw(moments), draw(st.sampled_from(CauseKind))
    fair, ref = _fair(draw, kind, now)
    known = replace(
        fair,
        contact=draw(_contacts()),
        merchant=with_settings(reply_grace_minutes=draw(st.integers(0, 45))),
        cart=replace(CART, abandoned_at=_ago(draw, now, 2800)) if fair.cart else None,
        offers=draw(_offers(now)),
    )
    for twist in draw(st.lists(st.sampled_from(TWISTS), max_size=3, unique=True)):
        known = replace(known, **twist(draw, now))
    one = draft(draw(st.sampled_from(BODIES)), kind, ref, draw(st.sampled_from(SEATS)), now)
    return Moment(replace(one, override=Override() if draw(st.booleans()) else None), known, now)


def _fair(draw: st.DrawFn, kind: CauseKind, now: datetime) -> tuple[Facts, str]:
    """Facts that bear the cause out, and the id that it names."""
    quiet = facts(asked=None, last_inbound=None, offers=())
    match kind:
        case CauseKind.CART:
            return quiet, "crt_1"
        case CauseKind.CAMPAIGN | CauseKind.ORDER:
            return quiet, "ref_1"
        case CauseKind.FLOW:
            return replace(quiet, run=draw(_runs(now))), "run_1"
        case CauseKind.OPT_IN:
            return replace(quiet, consents=(), prompting=_unconfirmed(now)), "cns_1"
        case CauseKind.ESCALATION:
            asked = inbound("a person please", _ago(draw, now, 2))
            talk = escalated(EscalationReason.ASKED_FOR_PERSON, asked.created_at)
            return replace(quiet, last_inbound=asked, conversation=talk), "cvn_1#3"
    words, most = ASKED[kind]
    asked = inbound(words, _ago(draw, now, most))
    return replace(quiet, asked=asked, last_inbound=asked, suppression=_standing(kind, asked, now)), asked.id


def _runs(now: datetime) -> st.SearchStrategy[FlowRun]:
    run = FlowRun(
        id="run_1",
        merchant_id="mer_1",
        flow_id="welcome",
        version=1,
        contact_id="con_1",
        trigger=TriggerKind.MANUAL,
        is_transactional=False,
        subject="crt_1",
        began_at=now,
        due_at=now,
        changed_at=now,
    )
    kinds = st.tuples(st.sampled_from(TriggerKind), st.booleans())
    return kinds.map(lambda kind: replace(run, trigger=kind[0], is_transactional=kind[1]))


def _standing(kind: CauseKind, asked: Message, now: datetime) -> Suppression | None:
    match kind:
        case CauseKind.SUPPRESSION:
            return suppressed(SuppressionReason.OPT_OUT, asked.created_at)
        case CauseKind.RESUBSCRIPTION:
            return replace(suppressed(SuppressionReason.OPT_OUT, asked.created_at - timedelta(days=2)), lifted_at=now)
        case CauseKind.SAFETY:
            return suppressed(SuppressionReason.CRISIS, asked.created_at)
    return None


def _ago(draw: st.DrawFn, now: datetime, most: int) -> datetime:
    return now - timedelta(minutes=draw(st.integers(0, most)))


@st.composite
def labels(draw: st.DrawFn) -> dict[str, object]:
    """Everything about a draft that only its label and its evidence look at."""
    return {
        "origin": draw(st.sampled_from(Origin)),
        "verbatim_share": draw(st.sampled_from([0.0, 0.49, 0.5, 1.0])),
        "recipients": draw(st.sampled_from([1, 2, 500])),
        "scheduled": draw(st.booleans()),
        "model": draw(st.sampled_from([None, "gpt"])),
        "prompt_hash": draw(st.sampled_from([None, "abc"])),
        "user_id": draw(st.sampled_from([None, DANA.id, "usr_eve"])),
    }


def _ours(draw: st.DrawFn, now: datetime, seq: int) -> Message:
    found = draw(st.sampled_from([{}, {"volunteered_offer": "yes"}]))
    note = VerdictNote("allow", None, None, None, "", (), found)
    return sent(draw(st.sampled_from(Purpose)), _ago(draw, now, 2000), seq, draw(st.sampled_from(SEATS)), note)


def _contacts() -> st.SearchStrategy[Contact]:
    places = [replace(CONTACT, timezone=zone) for zone in ZONES]
    unknown = replace(CONTACT, timezone=None, phone=PLACELESS)
    abroad = replace(CONTACT, timezone=None, phone="+442079460000", country="GB")
    return st.sampled_from([*places, unknown, abroad])


def _unconfirmed(now: datetime) -> Consent:
    asked = replace(CONSENT, state=ConsentState.REQUESTED, requested_at=now)
    return replace(asked, confirmed_at=None, answer_id=None, prompt_id=None)


def _offers(now: datetime) -> st.SearchStrategy[tuple[Offer, ...]]:
    made = replace(OFFER, reserved_at=now - timedelta(hours=1))
    live = st.integers(1, 1500).map(lambda minutes: (replace(made, expires_at=now + timedelta(minutes=minutes)),))
    return st.one_of(live, st.sampled_from([(), (replace(made, state=OfferState.EXPIRED),)]))


def _other_sender(draw: st.DrawFn, now: datetime) -> dict[str, Any]:
    pending, foreign = replace(SENDER, registration=Registration.PENDING), replace(SENDER, merchant_id="mer_2")
    return {"sender": draw(st.sampled_from([None, pending, foreign]))}


def _other_consents(draw: st.DrawFn, now: datetime) -> dict[str, Any]:
    return {"consents": draw(st.sampled_from([(CONSENT,), (MARKETING,), (), (_unconfirmed(now),)]))}


def _other_suppression(draw: st.DrawFn, now: datetime) -> dict[str, Any]:
    since = now - timedelta(minutes=draw(st.integers(0, 20)))
    standing = suppressed(draw(st.sampled_from(SuppressionReason)), since)
    return {"suppression": draw(st.sampled_from([None, standing, replace(standing, lifted_at=now)]))}


def _texts_of_ours(draw: st.DrawFn, now: datetime) -> dict[str, Any]:
    return {"outbound": tuple(_ours(draw, now, seq) for seq in range(10, 10 + draw(st.integers(1, 5))))}


def _many_started(draw: st.DrawFn, now: datetime) -> dict[str, Any]:
    """As many as the cap lets leave, or one less or more."""
    ago = draw(st.lists(st.integers(0, 1500), min_size=2, max_size=4))
    return {
        "outbound": tuple(
            sent(Purpose.CAMPAIGN, now - timedelta(minutes=minutes), 10 + n) for n, minutes in enumerate(ago)
        )
    }


def _other_cart(draw: st.DrawFn, now: datetime) -> dict[str, Any]:
    bought, theirs = replace(CART, state=CartState.RECOVERED), replace(CART, contact_id="con_2")
    return {
        "cart": draw(st.sampled_from([None, bought, theirs, replace(CART, abandoned_at=now - timedelta(hours=49))]))
    }


def _slot_taken(draw: st.DrawFn, now: datetime) -> dict[str, Any]:
    return {"slot": SLOT}


def _other_conversation(draw: st.DrawFn, now: datetime) -> dict[str, Any]:
    asking = escalated(draw(st.sampled_from(EscalationReason)), now - timedelta(seconds=draw(st.integers(0, 300))))
    held = replace(CONVERSATION, control=Control.HUMAN, holder=DANA.id)
    return {"conversation": draw(st.sampled_from([CONVERSATION, asking, held, replace(CONVERSATION, cart_id=None)]))}


def _other_questions(draw: st.DrawFn, now: datetime) -> dict[str, Any]:
    asked = inbound(draw(st.sampled_from(QUESTIONS)), _ago(draw, now, 6000))
    newer = replace(asked, id="msg_newer", seq=9, created_at=_ago(draw, now, 90))
    return {"asked": draw(st.sampled_from([asked, None])), "last_inbound": draw(st.sampled_from([asked, newer, None]))}


def _seats_spoke(draw: st.DrawFn, now: datetime) -> dict[str, Any]:
    spoke = draw(st.lists(st.sampled_from([None, now - timedelta(hours=1)]), min_size=3, max_size=3))
    return dict(zip(("ai_spoke_at", "human_spoke_at", "last_spoke_at"), spoke, strict=True))


TWISTS: list[Callable[[st.DrawFn, datetime], dict[str, Any]]] = [
    _other_sender,
    _other_consents,
    _other_suppression,
    _texts_of_ours,
    _many_started,
    _other_cart,
    _slot_taken,
    _other_conversation,
    _other_questions,
    _seats_spoke,
]
