"""The gate: whether a draft may leave, and what kind of text it is. Pure; only `review` and `review_row` read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from compliance.claims import Claim, scan
from compliance.facts import DAY, Facts, load, load_again
from compliance.purpose import UNFOUNDED, Unfounded, derive
from compliance.rule import Rule
from compliance.rulebook import Rulebook
from compliance.rules import CHECKS
from compliance.rules.caps import VOLUNTEERED, is_initiated, is_volunteered
from compliance.rules.finding import Case, Expires, Finding, No, OpenUntil, Wait
from compliance.rules.timing import hours_of
from compliance.whereabouts import whereabouts_of
from compliance.wording import complete
from conversation.conversation import Conversation
from conversation.draft import Draft
from conversation.errors import Unknown
from conversation.ledger import Reader
from conversation.merchant_fact import MerchantFact
from conversation.message import Author, Body, Purpose
from conversation.offer import Offer
from conversation.outbox import OutboxRow
from conversation.sending import LIFETIME
from conversation.verdict import Allow, Bound, Defer, Outcome, Refuse, Trail, Verdict

HARD = "claims.hard"
"""The rule that refuses codes, discounts and links that the server did not grant, whoever wrote them."""
UNBACKED = "claims.unbacked"
"""The rule that refuses what nothing backs, and that a person may override."""
NO_WINDOW = "no_lawful_window"
CONFIRMED = "unbacked_confirmed"
"""The name of the fact by which a stored verdict says that a person answered for what nothing backs."""
ALARM = "many_answers"
"""The name of the fact by which a stored verdict says that this conversation had unusually many answers in a day."""
_MOST_WAITS = 16
"""Waits that may follow one another before a text is refused; each ends later than the one before."""
_NEEDS_CONSENT = frozenset({Purpose.REMINDER, Purpose.CAMPAIGN})


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, the kind of text it was given for, the words as they would leave, and the facts that it rests on."""

    verdict: Verdict
    purpose: Purpose
    body: Body
    facts: Facts


def review(
    reader: Reader,
    draft: Draft,
    rulebook: Rulebook,
    now: datetime,
    *,
    expires_at: datetime | None = None,
    row: Conversation | None = None,
    given: tuple[Offer, ...] = (),
) -> Decision:
    """Read the facts about `draft` and decide on it. Raises Unknown when its conversation does not exist.

    `row` is the conversation as its holder has changed it so far; `given` is what the ledger says that a campaign
    gives everybody, read once for all of them.
    """
    facts, expiry = load(reader, draft, now, row), expires_at or now + LIFETIME
    facts = replace(facts, offers=(*facts.offers, *given)) if given else facts
    decision = decide_on(draft, facts, rulebook, now, expiry)
    known = _known_further(reader, facts, decision.verdict, now)
    return decide_on(draft, known, rulebook, now, expiry) if known else decision


def unbacked(reader: Reader, draft: Draft, now: datetime) -> tuple[Claim, ...]:
    """Return what `draft` claims and neither the ledger, its sources nor a fact backs: what a person answers for."""
    facts = load(reader, draft, now)
    known = replace(facts, vouched=_live_facts(reader, facts, now))
    return tuple(claim for claim in scan(draft.body, known, now, draft.sources) if not claim.is_hard)


def decide_on(draft: Draft, facts: Facts, rulebook: Rulebook, now: datetime, expires_at: datetime) -> Decision:
    """Derive the draft's purpose, complete its words and decide. Pure."""
    derived = derive(draft, facts, rulebook)
    if isinstance(derived, Unfounded):
        rule = rulebook.rule(UNFOUNDED)
        used = {
            "purpose": derived.purpose.value,
            "decided_at": now.isoformat(),
            "cause": draft.cause.kind.value,
            "ref": draft.cause.ref,
        }
        trail = Trail(rulebook.version, (UNFOUNDED,), used)
        return Decision(Refuse(rule.id, derived.why, rule.overridable, trail), derived.purpose, Body(draft.body), facts)
    body = complete(draft, derived, facts)
    return Decision(decide(_case(draft, derived, body, facts, now), rulebook, expires_at), derived, body, facts)


def review_row(reader: Reader, row: OutboxRow, rulebook: Rulebook, now: datetime) -> Verdict:
    """Decide again on a text that was allowed, whose verdict ran out before it was claimed. Raises Unknown."""
    message = reader.message(row.merchant_id, row.message_id)
    if message is None or message.body is None:
        raise Unknown("text", row.message_id)
    case = Case(
        purpose=row.purpose,
        body=message.body,
        facts=load_again(reader, message, now),
        now=now,
        author=message.author,
        confirmed=message.verdict is not None and CONFIRMED in message.verdict.facts,
        sources=message.sources,
        pictures=len(message.media),
    )
    verdict = decide(case, rulebook, row.expires_at)
    known = _known_further(reader, case.facts, verdict, now)
    return decide(replace(case, facts=known), rulebook, row.expires_at) if known else verdict


def _known_further(reader: Reader, facts: Facts, verdict: Verdict, now: datetime) -> Facts | None:
    """Return `facts` with what people vouched for and what campaigns gave the contact, where that could turn the
    verdict: few texts need to read it."""
    if not isinstance(verdict, Refuse) or verdict.rule not in (UNBACKED, HARD):
        return None
    told = reader.campaign_offers_to(facts.merchant.id, facts.contact.id)
    known = {offer.id for offer in facts.offers}
    given = tuple(offer.in_talk(facts.conversation.id) for offer in told if offer.id not in known)
    live = _live_facts(reader, facts, now)
    return replace(facts, vouched=live, offers=(*facts.offers, *given)) if live or given else None


def _live_facts(reader: Reader, facts: Facts, now: datetime) -> tuple[MerchantFact, ...]:
    return tuple(fact for fact in reader.merchant_facts(facts.merchant.id) if fact.is_live(now))


def decide(case: Case, rulebook: Rulebook, expires_at: datetime) -> Verdict:
    """Try every rule that binds the case's purpose. Pure.

    The first refusal wins. Among waits the latest does, and is moved on to an instant at which every rule, as far as
    is known now, lets the text leave; where there is none before it expires, the text is refused for want of a lawful
    window. What is allowed is allowed until the first bound.
    """
    verdict = _try_rules(case, rulebook, expires_at)
    return _foreseen(case, rulebook, expires_at, verdict) if isinstance(verdict, Defer) else verdict


def _foreseen(case: Case, rulebook: Rulebook, expires_at: datetime, first: Defer) -> Defer | Refuse:
    """Try the rules again when the wait is over: the end of a cap may lie in the night, an offer may have ended."""
    at, rule, why = first.at, first.rule, first.why
    for _ in range(_MOST_WAITS):
        later = _try_rules(replace(case, now=at), rulebook, expires_at)
        if isinstance(later, Allow):
            return Defer(at, rule, why, first.trail)
        if isinstance(later, Refuse):
            why = f"{why} until {at:%Y-%m-%d %H:%M} UTC; then {later.why}"
            break
        at, rule, why = later.at, later.rule, f"{why}; then {later.why}"
    none = rulebook.rule(NO_WINDOW)
    return Refuse(none.id, why, none.overridable, first.trail)


def _try_rules(case: Case, rulebook: Rulebook, expires_at: datetime) -> Verdict:
    trial = _Trial(case, rulebook, expires=[expires_at])
    for rule in _binding(rulebook, tuple(CHECKS), case.purpose, case.now.date()):
        trial.tried.append(rule.id)
        finding = CHECKS[rule.id](case, rule)
        if isinstance(finding, No):
            return trial.refuse(rule, finding.why)
        trial.note(rule, finding)
    return trial.end()


@lru_cache(maxsize=64)
def _binding(rulebook: Rulebook, checked: tuple[str, ...], purpose: Purpose, day: date) -> tuple[Rule, ...]:
    """Return which of the rules `checked` bind texts of `purpose` on the (UTC) `day`, in their order."""
    rules = map(rulebook.rule, checked)
    return tuple(rule for rule in rules if purpose in rule.purposes and rule.is_in_force(day))


@dataclass(slots=True)
class _Trial:
    """What has been found so far."""

    case: Case
    rulebook: Rulebook
    expires: list[datetime]
    tried: list[str] = field(default_factory=list)
    openings: list[datetime] = field(default_factory=list)
    waits: list[tuple[Wait, Rule]] = field(default_factory=list)
    bounds: dict[str, Bound] = field(default_factory=dict)

    def note(self, rule: Rule, finding: Finding) -> None:
        match finding:
            case Wait(at=start, why=why):
                self.waits.append((finding, rule))
                self.bounds[rule.id] = Bound(Outcome.WAIT, start, why)
            case Expires(at=at):
                self.expires.append(at)
                self.bounds[rule.id] = Bound(Outcome.EXPIRES, at)
            case OpenUntil(at=at):
                self.openings.append(at)
                self.bounds[rule.id] = Bound(Outcome.OPEN, at)
            case _:
                return

    def refuse(self, rule: Rule, why: str) -> Refuse:
        return Refuse(rule.id, why, rule.overridable, self._trail())

    def end(self) -> Verdict:
        expiry = min(self.expires)
        if self.waits:
            return self._wait(expiry)
        if self.case.now > expiry:
            return self._no_window("it has expired")
        return Allow(min([expiry, *self.openings]), self._trail())

    def _wait(self, expiry: datetime) -> Defer | Refuse:
        wait, rule = max(self.waits, key=lambda found: found[0].at or datetime.max.replace(tzinfo=UTC))
        if wait.at is None:
            return self._no_window(f"{wait.why}, and there is no opening")
        if wait.at >= expiry:
            return self._no_window(
                f"{wait.why} until {wait.at:%Y-%m-%d %H:%M} UTC, and it expires {expiry:%Y-%m-%d %H:%M} UTC"
            )
        return Defer(wait.at, rule.id, wait.why, self._trail())

    def _no_window(self, why: str) -> Refuse:
        return self.refuse(self.rulebook.rule(NO_WINDOW), why)

    def _trail(self) -> Trail:
        return Trail(self.rulebook.version, tuple(self.tried), _used(self.case, self.rulebook), self.bounds)


def _case(draft: Draft, purpose: Purpose, body: Body, facts: Facts, now: datetime) -> Case:
    """Only a person may answer for what nothing backs: no AI draft ever does."""
    confirmed = draft.override is not None and draft.author is Author.HUMAN
    return Case(purpose, body, facts, now, draft.author, confirmed, draft.sources, len(draft.media))


def _used(case: Case, rulebook: Rulebook) -> Mapping[str, str]:
    """Return the facts that a reader of the verdict wants to see; times are UTC or say their zone."""
    facts, now = case.facts, case.now
    place = whereabouts_of(facts.contact)
    hours = hours_of(case, rulebook.rule("quiet_hours.federal"), rulebook.rule("quiet_hours.state"))
    span = timedelta(hours=rulebook.rule("cap.initiated").number("hours"))
    used = {
        "purpose": case.purpose.value,
        "decided_at": now.isoformat(),
        "states": ", ".join(sorted(place.regions)) or ("none: abroad" if place.is_abroad else "not known"),
        "hours": str(hours) if hours else "none today",
        "local_times": _local_times(now, place.zones[:4]),
        "suppressed": facts.suppression.reason.value if facts.suppression and facts.is_suppressed else "no",
        "answers_24h": str(_answers(facts, now)),
        "initiated_24h": str(sum(is_initiated(sent) for sent in facts.sent_within(span, now))),
    }
    if _answers(facts, now) >= rulebook.rule("reply.budget").number("alarm_per_day"):
        used[ALARM] = "yes"
    if facts.sender is not None:
        used["sender"] = f"{facts.sender.kind.value} {facts.sender.registration.value}"
    if case.purpose in _NEEDS_CONSENT:
        agreed = [f"{consent.scope.value} {consent.state.value} ({consent.id})" for consent in facts.consents]
        used["consents"] = ", ".join(agreed) or "none"
    if facts.last_inbound is not None:
        used["last_text"] = facts.last_inbound.created_at.isoformat()
        used["answers_since"] = str(sum(sent.purpose is Purpose.REPLY for sent in facts.sent_after(facts.last_inbound)))
    if facts.cart is not None:
        used["cart"] = f"{facts.cart.id} {facts.cart.state.value}"
        used["slot"] = facts.slot.message_id if facts.slot else "free"
        if facts.reserved is not None:
            used["reserved_until"] = facts.reserved.expires_at.isoformat()
    if is_volunteered(case):
        used[VOLUNTEERED] = "yes"
    if case.confirmed:
        used[CONFIRMED] = "; ".join(f"{claim.kind}: {claim.words}" for claim in case.claims) or "nothing"
    return used


@lru_cache(maxsize=64)
def _local_times(now: datetime, zones: tuple[ZoneInfo, ...]) -> str:
    """Remembered: many who are texted at one moment live by the same few clocks."""
    return ", ".join(f"{now.astimezone(zone):%a %H:%M} {zone.key}" for zone in zones)


def _answers(facts: Facts, now: datetime) -> int:
    return sum(sent.purpose is Purpose.REPLY for sent in facts.sent_within(DAY, now))
