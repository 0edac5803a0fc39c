"""Which escalation comes first, and who may take it."""

from datetime import UTC, datetime

import pytest

from conversation.escalation import Escalation, EscalationReason

NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
ALERTS = [EscalationReason.CRISIS, EscalationReason.MINOR, EscalationReason.LEGAL_THREAT]


def escalation(reason: EscalationReason) -> Escalation:
    return Escalation(reason, "", NOW)


@pytest.mark.parametrize("reason", EscalationReason)
def test_alerts_come_in_their_order_before_all_others(reason: EscalationReason) -> None:
    one = escalation(reason)
    assert one.is_alert is (reason in ALERTS)
    assert one.outranks(None)
    assert not one.outranks(one)
    for other in EscalationReason:
        if reason in ALERTS:
            later = other not in ALERTS or ALERTS.index(reason) < ALERTS.index(other)
            assert one.outranks(escalation(other)) is later
        else:
            assert not one.outranks(escalation(other))


def test_a_legal_threat_is_for_a_lead() -> None:
    assert [reason for reason in EscalationReason if escalation(reason).for_lead] == [EscalationReason.LEGAL_THREAT]
