"""The bridge when something breaks: Chatwoot is away, dies half-way, loses its thread; or a process dies, or lies."""

import asyncio
import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from api.chatwoot.secrets import FILE, InboxSecret, InboxSecrets
from api.chatwoot.told import begin_telling
from api.sample_world import MERCHANT, SENDER
from conversation.bridge import LEASE, Bridge
from conversation.control import escalate
from conversation.errors import Misconfigured
from conversation.escalation import Escalation, EscalationReason
from conversation.fence import hold
from conversation.ledger import Books
from conversation.opening import find_or_add_contact, find_or_open
from tests.api.chatwoot.conftest import ASKS, DANAS, PATH, Shop
from tests.api.chatwoot.server import PAT
from tests.api.pages import NOAH, NOON

MINUTE = timedelta(minutes=1)


async def test_an_outage_blocks_no_text_and_everything_arrives_in_order_after_it(shop: Shop) -> None:
    shop.inbox.is_down = True
    await shop.text(ASKS)
    for body in ("hello?", "anybody?"):
        await shop.text(body)
    said = [one.body for one in (await shop.stage.read(shop.talk)).messages if one.direction == "in"]
    assert said[-3:] == [ASKS, "hello?", "anybody?"]
    mirror = await shop.mirror()
    assert (mirror.problem, mirror.thread_ref) == ("Chatwoot answered 503", None) and mirror.not_before is not None
    shop.inbox.is_down = False
    await shop.settle()
    assert shop.inbox.messages == []
    await shop.stage.advance(6 * MINUTE)
    await shop.settle()
    assert shop.inbox.told(private=False) == [ASKS, "hello?", "anybody?"]
    assert ((await shop.mirror()).problem, (await shop.mirror()).attempts) == ("", 0)


@pytest.mark.parametrize("step", ["/contacts", "/conversations", "/contact_inboxes", "/messages", "/toggle_status"])
async def test_what_died_after_it_was_done_is_not_done_twice(shop: Shop, step: str) -> None:
    shop.inbox.dies_after = step
    await shop.text(ASKS)
    assert shop.inbox.dies_after == ""
    await shop.stage.advance(MINUTE)
    await shop.settle()
    await shop.text("hello?")
    assert (len(shop.inbox.contacts), len(shop.inbox.threads)) == (1, 1)
    assert shop.inbox.told(private=False) == [ASKS, "hello?"]
    briefs = [note for note in shop.inbox.told(private=True) if note.startswith("Twolane asks")]
    assert len(briefs) == 1


async def test_a_thread_that_is_refused_is_tried_again_and_leaves_nothing_out(shop: Shop) -> None:
    shop.inbox.refuses = "/contact_inboxes"
    await shop.text(ASKS)
    assert (await shop.mirror()).problem.startswith("Chatwoot answered 422")
    shop.inbox.refuses = ""
    await shop.stage.advance(MINUTE)
    await shop.settle()
    assert shop.inbox.told(private=False) == [ASKS]


async def test_a_single_message_that_is_refused_for_ever_holds_nothing_up(asked: Shop) -> None:
    asked.inbox.refuses = "/messages"
    await asked.text("too long for them")
    asked.inbox.refuses = ""
    await asked.text("hello?")
    assert asked.inbox.told(private=False) == [ASKS, "hello?"]


async def test_a_process_that_died_holding_the_lease_is_followed_and_nothing_is_told_twice(shop: Shop) -> None:
    house = shop.stage.twolane.house
    bridge = await house.ledger.read(lambda books: books.bridge(MERCHANT.id))
    assert bridge is not None
    await shop.stage.text(NOAH.phone, ASKS)
    await shop.stage.settle()
    leased = await begin_telling(house.ledger, house.clock, bridge, shop.talk)
    assert leased is not None and await begin_telling(house.ledger, house.clock, bridge, shop.talk) is None
    await shop.settle()
    assert shop.inbox.asked == []
    await shop.stage.advance(LEASE)
    await shop.settle()
    assert shop.inbox.told(private=False) == [ASKS]


async def test_two_processes_tell_a_conversation_once(shop: Shop) -> None:
    await shop.stage.text(NOAH.phone, ASKS)
    await shop.stage.settle()
    telling = shop.stage.twolane.telling
    await asyncio.gather(*(telling.tell_all() for _ in range(4)))
    assert (len(shop.inbox.contacts), len(shop.inbox.threads)) == (1, 1)
    assert shop.inbox.told(private=False) == [ASKS]


async def test_the_worker_tells_by_itself_and_a_slow_inbox_keeps_no_other_waiting(shop: Shop) -> None:
    house, other = shop.stage.twolane.house, replace(MERCHANT, id="mer_other", shop_domain="other.example")
    deaf = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{deaf.getsockname()[1]}"
    house.inboxes.secrets.keep(other.id, InboxSecret(token=SecretStr("x")))

    def command(books: Books) -> None:
        books.save_merchant(other)
        books.save_sender(replace(SENDER, id="snd_other", merchant_id=other.id, phone="+18885550177"))
        books.save_bridge(Bridge(other.id, address, 1, 1))
        talk = find_or_open(books, find_or_add_contact(books, other.id, NOAH.phone, NOON), NOON)
        with hold(books, other.id, talk.id, NOON) as held:
            escalate(held, Escalation(EscalationReason.REFUND, "", NOON))

    await house.ledger.write(command)
    running = asyncio.create_task(shop.stage.twolane.telling.run())
    try:
        await shop.stage.text(NOAH.phone, ASKS)
        await shop.stage.settle()
        async with asyncio.timeout(5):
            while shop.inbox.told(private=False) != [ASKS]:
                await asyncio.sleep(0.01)
        await shop.stage.text(NOAH.phone, "hello?")
        async with asyncio.timeout(2):
            while shop.inbox.told(private=False) != [ASKS, "hello?"]:
                await asyncio.sleep(0.01)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        deaf.close()


async def test_a_thread_that_was_removed_there_is_opened_anew_with_its_brief(asked: Shop) -> None:
    asked.inbox.threads.clear()
    asked.inbox.messages.clear()
    await asked.text("hello?")
    await asked.stage.advance(MINUTE)
    await asked.settle()
    assert asked.inbox.thread()["status"] == "open"
    assert asked.inbox.told(private=True)[0].startswith("Twolane asks for a person")
    assert asked.inbox.told(private=False) == [ASKS, "hello?"]


async def test_a_reply_that_comes_twice_leaves_once(asked: Shop) -> None:
    asked.inbox.reply(DANAS)
    payload = dict(asked.inbox.untold[-1])
    await asked.hear()
    again = await asked.inbox.post(asked.stage.client, PATH, payload)
    assert again.json() == {"outcome": "repeated"}
    await asked.settle()
    said = [one.body for one in (await asked.stage.read(asked.talk)).messages if one.author == "human"]
    assert len(said) == 1


async def test_a_late_resolving_of_a_thread_that_is_open_again_hands_nothing_back(asked: Shop) -> None:
    asked.inbox.reply(DANAS)
    await asked.hear()
    thread = asked.inbox.thread()
    late = {"event": "conversation_status_changed", "id": thread["id"], "inbox_id": thread["inbox_id"]}
    answer = await asked.inbox.post(asked.stage.client, PATH, late | {"status": "resolved"})
    assert (answer.json()["outcome"], await asked.control()) == ("passed", "human")


async def test_only_what_is_signed_now_is_heard(asked: Shop) -> None:
    asked.inbox.reply(DANAS)
    payload = asked.inbox.untold.pop()
    client, now = asked.stage.client, asked.stage.clock.now()
    for answer in (
        await asked.inbox.post(client, PATH, payload, signing="guessed"),
        await asked.inbox.post(client, PATH, payload, at=now - 6 * MINUTE),
        await asked.inbox.post(client, PATH, payload, at=now + 6 * MINUTE),
        await client.post(f"{PATH}?token=anything", json=payload),
        await client.post(PATH, json=payload, headers={"X-Chatwoot-Timestamp": "now", "X-Chatwoot-Signature": "x"}),
    ):
        assert answer.status_code == 403
    assert (await asked.inbox.post(client, "/webhooks/chatwoot/mer_other", payload)).status_code == 404
    assert await asked.control() == "escalated"


async def test_an_inbox_too_old_to_sign_is_known_by_the_token_in_its_address(asked: Shop) -> None:
    old = InboxSecret(token=SecretStr("the-api-access-token"), url_token=SecretStr("long-and-secret"))
    asked.stage.twolane.house.inboxes.secrets.keep(MERCHANT.id, old)
    asked.inbox.reply(DANAS)
    payload = asked.inbox.untold.pop()
    assert (await asked.stage.client.post(f"{PATH}?token=wrong", json=payload)).status_code == 403
    assert (await asked.stage.client.post(PATH, json=payload)).status_code == 403
    assert (await asked.stage.client.post(f"{PATH}?token=long-and-secret", json=payload)).json() == {"outcome": "sent"}


@pytest.mark.parametrize("change", [{"account": {"id": 4}}, {"inbox": {"id": 12}}, {"conversation": {"id": 1}}])
async def test_what_is_of_another_inbox_or_thread_is_passed_over(asked: Shop, change: dict[str, object]) -> None:
    asked.inbox.reply(DANAS)
    answer = await asked.inbox.post(asked.stage.client, PATH, asked.inbox.untold.pop() | change)
    assert (answer.status_code, answer.json()["outcome"]) == (200, "passed")
    assert await asked.control() == "escalated"


async def test_a_bridge_that_is_off_tells_nothing_and_takes_nothing_in(asked: Shop) -> None:
    def switch_off(books: Books) -> None:
        bridge = books.bridge(MERCHANT.id)
        assert bridge is not None
        books.save_bridge(replace(bridge, is_on=False))

    await asked.stage.twolane.house.ledger.write(switch_off)
    before = len(asked.inbox.messages)
    await asked.text("hello?")
    assert len(asked.inbox.messages) == before
    asked.inbox.reply(DANAS, PAT)
    (answer,) = await asked.inbox.deliver(asked.stage.client, PATH)
    assert (answer.json()["outcome"], await asked.control()) == ("passed", "escalated")


async def test_without_its_token_an_inbox_waits_and_says_why(asked: Shop) -> None:
    asked.stage.twolane.house.inboxes.secrets.keep(MERCHANT.id, InboxSecret(token=SecretStr("revoked")))
    await asked.text("hello?")
    assert (await asked.mirror()).problem == "Chatwoot answered 401"


def test_secrets_are_read_by_their_owner_alone_and_again_when_they_change(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / FILE
    one, other = InboxSecrets(path), InboxSecrets(path)
    assert one.of("mer_1") is None
    other.keep("mer_1", InboxSecret(token=SecretStr("t1"), signing=SecretStr("s1")))
    other.keep("mer_2", InboxSecret(token=SecretStr("t2")))
    assert path.stat().st_mode & 0o777 == 0o600
    found = one.of("mer_1")
    assert found is not None and found.signing.get_secret_value() == "s1"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(Misconfigured, match="TWOLANE_CHATWOOT_SECRETS"):
        InboxSecrets(path).of("mer_1")
