"""Who hears of what, by which way and when: decided from values alone.

Whoever may answer a waiting case hears of it first; when half of the promised time to a first reply is left and nobody
took it, the leads hear; when the promise is broken, they hear again. A shopper in danger is told of by every way there
is, at any hour.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from conversation.agent_seat import AgentProfile
from conversation.alert import Alert, AlertCause, AlertKind, AlertWay, topic_of
from conversation.alert_hook import AlertHook
from conversation.alert_wishes import AlertWishes, PushDevice
from conversation.case import Case, CaseState
from conversation.escalation import LEAD_REASONS, EscalationReason, Priority
from conversation.ids import MerchantId, UserId, new_id
from conversation.merchant import Merchant
from conversation.role import Permission, Permitted
from conversation.user import User


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who works for the merchant, what they are good at, and how they can be reached."""

    user: User
    profile: AgentProfile
    wishes: AlertWishes
    devices: tuple[PushDevice, ...] = ()

    def may(self, permission: Permission) -> bool:
        return isinstance(self.user.may(permission, self.wishes.merchant_id), Permitted)


@dataclass(frozen=True, slots=True)
class News:
    """What gave cause, the case as it stands, and the present moment."""

    cause: AlertCause
    case: Case | None
    now: datetime

    @property
    def reason(self) -> EscalationReason | None:
        return self.case.reason if self.case else None

    @property
    def priority(self) -> Priority:
        """A number that was stopped sends nothing to anybody: that cannot wait for the morning."""
        if self.cause.kind is AlertKind.NUMBER_STOPPED:
            return Priority.URGENT
        return self.case.priority if self.case else Priority.NORMAL

    @property
    def topic(self) -> str:
        return topic_of(self.cause.kind, self.reason)

    @property
    def is_danger(self) -> bool:
        """Whether a shopper may be in danger: no choice of anybody's keeps this back."""
        return self.reason is EscalationReason.CRISIS and self.cause.kind is not AlertKind.SEAT

    @property
    def is_current(self) -> bool:
        """Whether there is still something to tell when its moment has come."""
        case = self.case
        match self.cause.kind:
            case AlertKind.ESCALATED | AlertKind.OVERDUE:
                return case is not None and case.is_open
            case AlertKind.GIVEN:
                return case is not None and case.is_open and case.claimed_by == self.cause.person
            case AlertKind.UNTAKEN:
                return case is not None and is_untaken(case)
            case _:
                return True


def is_untaken(case: Case) -> bool:
    """Tell whether a case waits that nobody has claimed or answered."""
    return case.state is CaseState.WAITING and case.claimed_by is None and case.first_reply_at is None


def alerts_of(news: News, listeners: Sequence[Listener], hooks: Iterable[AlertHook]) -> tuple[Alert, ...]:
    """Return every alert that the news becomes."""
    if not news.is_current:
        return ()
    told = [alert for one in who_hears(news, listeners) for alert in _by_each_way(news, one)]
    return (*told, *_by_hooks(news, hooks))


def who_hears(news: News, listeners: Sequence[Listener]) -> list[Listener]:
    """Return whom the news is for, before anybody's own choice."""
    kind, holder = news.cause.kind, news.case.claimed_by if news.case else None
    leads = [one for one in listeners if one.may(Permission.REASSIGN)]
    match kind:
        case AlertKind.GIVEN:
            return [one for one in listeners if one.user.id == news.cause.person]
        case AlertKind.SEAT:
            return [one for one in leads if one.user.id != news.cause.person]
        case AlertKind.UNTAKEN | AlertKind.VIOLATED | AlertKind.CODES | AlertKind.SHOP_AWAY:
            return leads
        case AlertKind.UNDELIVERED | AlertKind.NUMBER_STOPPED | AlertKind.TEMPLATE_STOPPED:
            return leads
        case AlertKind.OVERDUE:
            return [one for one in listeners if one.user.id == holder or one in leads]
        case _:
            held = [one for one in listeners if one.user.id == holder]
            if held and not news.is_danger:
                return held
            return leads if kind is AlertKind.STAYED else _who_could_take(news, listeners)


def untaken_cause(news: News, merchant: Merchant) -> AlertCause | None:
    """Return what the leads are to hear if nobody takes the case, when half of the time to a first reply is left."""
    case = news.case
    if news.cause.kind is not AlertKind.ESCALATED or case is None or not is_untaken(case):
        return None
    half = timedelta(minutes=merchant.settings.service.of(case.priority).first_reply_minutes) / 2
    at = max(case.first_reply_due - half, news.now + half)
    return replace(news.cause, id=new_id("alc", news.now), kind=AlertKind.UNTAKEN, at=news.now, due_at=at)


def is_still_needed(alert: Alert, case: Case | None, user: User | None) -> bool:
    """Tell whether anybody still needs the alert that is about to leave. A merchant's own program needs every one."""
    if alert.way is AlertWay.WEBHOOK or alert.kind is AlertKind.TEST:
        return True
    if alert.user_id is not None and (user is None or not user.may_see(alert.merchant_id)):
        return False
    match alert.kind:
        case AlertKind.ESCALATED:
            return case is not None and case.is_open and case.claimed_by in (None, alert.user_id)
        case AlertKind.GIVEN:
            return case is not None and case.is_open and case.claimed_by == alert.user_id
        case AlertKind.UNTAKEN:
            return case is not None and is_untaken(case)
        case AlertKind.OVERDUE:
            return case is not None and case.is_open
        case _:
            return True


def trial_alert(merchant_id: MerchantId, way: AlertWay, target: str, user_id: UserId | None, now: datetime) -> Alert:
    """Return an alert about nothing, by which somebody tries a way."""
    return Alert(
        id=new_id("alr", now),
        merchant_id=merchant_id,
        kind=AlertKind.TEST,
        way=way,
        target=target,
        priority=Priority.NORMAL,
        made_at=now,
        due_at=now,
        user_id=user_id,
    )


def _who_could_take(news: News, listeners: Sequence[Listener]) -> list[Listener]:
    """Return those who may answer; where somebody has the skill and the language that it asks for, only those."""
    needed = Permission.LEGAL_CASES if news.reason in LEAD_REASONS else Permission.CONTROL
    able = [one for one in listeners if one.may(needed)]
    case = news.case
    if case is None or news.is_danger:
        return able
    return [one for one in able if one.profile.suits(case.skill, case.language)] or able


def _by_each_way(news: News, one: Listener) -> Iterator[Alert]:
    quiet = one.wishes.quiet if news.priority is not Priority.URGENT else None
    due = (quiet.end_of(news.now) if quiet else None) or news.now
    if news.is_danger or news.topic in one.wishes.push:
        for device in one.devices:
            yield _alert(news, AlertWay.PUSH, device.id, one.user.id, due)
    if one.user.email and (news.is_danger or news.topic in one.wishes.email):
        yield _alert(news, AlertWay.EMAIL, one.user.id, one.user.id, due)


def _by_hooks(news: News, hooks: Iterable[AlertHook]) -> Iterator[Alert]:
    for hook in hooks:
        if hook.removed_at is None and (news.is_danger or news.topic in hook.topics):
            yield _alert(news, hook.way, hook.id, None, news.now)


def _alert(news: News, way: AlertWay, target: str, user_id: UserId | None, due_at: datetime) -> Alert:
    return Alert(
        id=new_id("alr", news.now),
        merchant_id=news.cause.merchant_id,
        kind=news.cause.kind,
        way=way,
        target=target,
        priority=news.priority,
        made_at=news.now,
        due_at=due_at,
        conversation_id=news.cause.conversation_id,
        case_id=news.cause.case_id,
        reason=news.reason,
        user_id=user_id,
    )
