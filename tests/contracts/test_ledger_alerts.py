"""What every ledger promises about alerts: nothing due is missed or taken twice, and what is old is forgotten."""

from dataclasses import replace
from datetime import timedelta

from conversation.alert import Alert, AlertCause, AlertKind, AlertState, AlertWay
from conversation.alert_hook import AlertHook
from conversation.alert_wishes import AlertWishes, PushDevice, QuietTimes
from conversation.escalation import EscalationReason, Priority
from conversation.ledger import Books, Ledger
from tests.conversation.world import NOW

MINUTE = timedelta(minutes=1)
CAUSE = AlertCause("alc_1", "mer_1", "cvn_1", AlertKind.ESCALATED, NOW, NOW, "cas_1")
ALERT = Alert(
    id="alr_1",
    merchant_id="mer_1",
    kind=AlertKind.ESCALATED,
    way=AlertWay.PUSH,
    target="psh_1",
    priority=Priority.URGENT,
    made_at=NOW,
    due_at=NOW,
    conversation_id="cvn_1",
    reason=EscalationReason.CRISIS,
)
HOOK = AlertHook("hok_1", "mer_1", AlertWay.WEBHOOK, "ours", "https://ours.example/in", "usr_1", NOW)
DEVICE = PushDevice("psh_1", "usr_1", "https://push.example/1", "p", "a", "phone", NOW)


async def test_a_cause_is_due_from_its_moment_until_it_is_done(ledger: Ledger) -> None:
    later = replace(CAUSE, id="alc_2", due_at=NOW + MINUTE)
    await ledger.write(lambda books: [books.save_alert_cause(one) for one in (later, CAUSE)] and None)
    assert not await ledger.read(lambda books: books.is_alert_due(NOW - MINUTE))
    assert await ledger.read(lambda books: books.is_alert_due(NOW))
    assert await ledger.write(lambda books: books.take_alert_causes(NOW, 9)) == (CAUSE,)
    assert await ledger.write(lambda books: books.take_alert_causes(NOW + MINUTE, 1)) == (CAUSE,)
    await ledger.write(lambda books: books.save_alert_cause(replace(CAUSE, done_at=NOW)))
    assert await ledger.write(lambda books: books.take_alert_causes(NOW + MINUTE, 9)) == (later,)


async def test_a_queued_alert_is_leased_once_and_again_when_the_lease_ran_out(ledger: Ledger) -> None:
    await ledger.write(lambda books: books.save_alert(ALERT))
    leased = replace(ALERT, attempts=1, leased_until=NOW + MINUTE)
    assert await ledger.write(lambda books: books.claim_alerts(NOW, 9, NOW + MINUTE)) == (leased,)
    assert await ledger.write(lambda books: books.claim_alerts(NOW, 9, NOW + MINUTE)) == ()
    assert await ledger.write(lambda books: books.claim_alert("mer_1", "alr_1", NOW + MINUTE)) is None
    assert not await ledger.read(lambda books: books.is_alert_due(NOW))
    (again,) = await ledger.write(lambda books: books.claim_alerts(NOW + MINUTE, 9, NOW + 2 * MINUTE))
    assert again.attempts == 2
    await ledger.write(lambda books: books.save_alert(replace(again, state=AlertState.SENT, settled_at=NOW)))
    assert await ledger.write(lambda books: books.claim_alerts(NOW + 9 * MINUTE, 9, NOW)) == ()
    assert not await ledger.read(lambda books: books.is_alert_due(NOW + 9 * MINUTE))


async def test_one_alert_can_be_claimed_by_its_id_by_its_own_merchant(ledger: Ledger) -> None:
    await ledger.write(lambda books: books.save_alert(ALERT))
    assert await ledger.write(lambda books: books.claim_alert("mer_2", "alr_1", NOW)) is None
    claimed = await ledger.write(lambda books: books.claim_alert("mer_1", "alr_1", NOW + MINUTE))
    assert claimed == replace(ALERT, attempts=1, leased_until=NOW + MINUTE)


async def test_alerts_are_listed_newest_first_for_their_merchant(ledger: Ledger) -> None:
    rows = tuple(replace(ALERT, id=f"alr_{n}", made_at=NOW + n * MINUTE) for n in range(3))
    foreign = replace(ALERT, id="alr_9", merchant_id="mer_2")
    await ledger.write(lambda books: [books.save_alert(one) for one in (*rows, foreign)] and None)
    assert await ledger.read(lambda books: books.alerts("mer_1", 2)) == (rows[2], rows[1])
    assert await ledger.read(lambda books: books.alert("mer_1", "alr_9")) is None


async def test_what_was_settled_long_ago_is_forgotten_and_what_waits_is_not(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        books.save_alert_cause(replace(CAUSE, done_at=NOW - MINUTE))
        books.save_alert_cause(replace(CAUSE, id="alc_2"))
        books.save_alert(replace(ALERT, state=AlertState.FAILED, settled_at=NOW - MINUTE))
        books.save_alert(replace(ALERT, id="alr_2", state=AlertState.SENT, settled_at=NOW))
        books.save_alert(replace(ALERT, id="alr_3"))
        books.forget_alerts(NOW)

    await ledger.write(write)
    left = await ledger.read(lambda books: books.alerts("mer_1", 9))
    assert {one.id for one in left} == {"alr_2", "alr_3"}
    assert [one.id for one in await ledger.write(lambda books: books.take_alert_causes(NOW, 9))] == ["alc_2"]


async def test_wishes_devices_and_hooks_are_kept(ledger: Ledger) -> None:
    wishes = AlertWishes("usr_1", "mer_1", ("crisis",), (), QuietTimes("22:00", "07:00", "America/Denver"))
    removed = replace(HOOK, id="hok_2", made_at=NOW + MINUTE, removed_at=NOW)

    def write(books: Books) -> None:
        books.save_alert_wishes(replace(wishes, quiet=None))
        books.save_alert_wishes(wishes)
        books.save_push_device(DEVICE)
        books.save_push_device(replace(DEVICE, id="psh_2", made_at=NOW + MINUTE))
        books.save_alert_hook(removed)
        books.save_alert_hook(HOOK)

    await ledger.write(write)
    assert await ledger.read(lambda books: books.alert_wishes("usr_1", "mer_1")) == wishes
    assert await ledger.read(lambda books: books.alert_wishes("usr_1", "mer_2")) is None
    await ledger.write(lambda books: books.drop_push_device("psh_2"))
    assert await ledger.read(lambda books: books.push_devices("usr_1")) == (DEVICE,)
    assert await ledger.read(lambda books: books.push_device("psh_2")) is None
    assert await ledger.read(lambda books: books.alert_hooks("mer_1")) == (HOOK, removed)
    assert await ledger.read(lambda books: books.alert_hook("mer_2", "hok_1")) is None
