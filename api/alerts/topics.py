"""What alerts can be chosen by, in words, in the order in which people look for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api.reasons import REASONS, WHOLE
from conversation.alert import KINDS_TO_CHOOSE, Alert, AlertKind
from conversation.escalation import PRIORITIES, EscalationReason, Priority

KINDS: Mapping[AlertKind, str] = MappingProxyType(
    {
        AlertKind.GIVEN: "you are given a case",
        AlertKind.UNTAKEN: "nobody took a case in time (to leads)",
        AlertKind.OVERDUE: "a promise to a shopper is broken (to its person and leads)",
        AlertKind.STAYED: "a conversation would have gone back to the AI and must not",
        AlertKind.SEAT: "unusual figures at a person's seat (to leads)",
        AlertKind.VIOLATED: "evaluation found a live conversation at fault (to leads)",
        AlertKind.CODES: "no code is left for an offer (to leads)",
        AlertKind.SHOP_AWAY: "the shop refuses to be read, or tells nothing more (to leads)",
        AlertKind.UNDELIVERED: "a carrier does not deliver texts (to leads)",
        AlertKind.NUMBER_STOPPED: "a carrier's answer stopped a number (to leads)",
        AlertKind.TEMPLATE_STOPPED: "carriers filter a flow, campaign or prompt, which was stopped (to leads)",
    }
)
HEADINGS: Mapping[Priority, str] = MappingProxyType(
    {
        Priority.URGENT: "Urgent: at all hours",
        Priority.HIGH: "Soon",
        Priority.NORMAL: "In its turn",
        Priority.LOW: "When there is time",
    }
)


@dataclass(frozen=True, slots=True)
class Topic:
    """`is_fixed`: it comes whatever is chosen."""

    value: str
    words: str
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class TopicGroup:
    heading: str
    topics: tuple[Topic, ...]


def topic_groups() -> tuple[TopicGroup, ...]:
    """Return every topic, the gravest first."""
    reasons = (TopicGroup(words, tuple(_of(priority))) for priority, words in HEADINGS.items())
    kinds = tuple(Topic(kind.value, KINDS[kind]) for kind in KINDS_TO_CHOOSE)
    return (*reasons, TopicGroup("What becomes of it", kinds))


def words_of_alert(alert: Alert) -> str:
    """Say what an alert was about, for the log."""
    if alert.kind is AlertKind.TEST:
        return "a test"
    about = _words(alert.reason) if alert.reason else ""
    return about if alert.kind is AlertKind.ESCALATED else ": ".join(filter(None, (KINDS[alert.kind], about)))


def _of(priority: Priority) -> Iterator[Topic]:
    for reason, worth in PRIORITIES.items():
        if worth is priority:
            yield Topic(reason.value, _words(reason), reason is EscalationReason.CRISIS)


def _words(reason: EscalationReason) -> str:
    return REASONS[reason] if reason in WHOLE else f"a shopper {REASONS[reason]}"
