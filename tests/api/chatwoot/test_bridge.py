"""The bridge to Chatwoot from end to end: a stage, and a server of Chatwoot's API shape beside it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from api.sample_world import DANA, MERCHANT, OMAR
from tests.api.chatwoot.conftest import ANSWERED, ASKS, DANAS, PATH, Shop
from tests.api.chatwoot.server import ACCOUNT, BOT, INBOX, PAT
from tests.api.pages import NOAH, page


async def test_nothing_is_told_while_the_ai_answers(shop: Shop) -> None:
    await shop.settle()
    assert shop.inbox.asked == []


async def test_an_escalation_opens_the_thread_with_the_brief_and_the_text_that_waits(shop: Shop) -> None:
    await shop.stage.consent(NOAH)
    await shop.stage.leave_cart(NOAH)
    await shop.text(ASKS)
    thread, (contact,) = shop.inbox.thread(), shop.inbox.contacts.values()
    assert (thread["status"], thread["inbox_id"], thread["contact_id"]) == ("open", INBOX, contact["id"])
    assert contact["phone_number"] == NOAH.phone
    brief = shop.inbox.told(private=True)[0]
    said = (f"shopper: {ASKS}", f"conversations/{shop.talk}")
    for words in (
        "asked for person (high)",
        NOAH.phone,
        "Cart: $",
        "Hours: open until",
        "Objections: none heard",
        *said,
    ):
        assert words in brief
    assert shop.inbox.told(private=False) == [ASKS]


async def test_the_page_says_that_people_may_answer_elsewhere_too(asked: Shop) -> None:
    assert "open there, number" in (await page(asked.stage, f"/conversations/{asked.talk}")).text
    asked.inbox.is_down = True
    await asked.text("hello?")
    assert "not told in full: Chatwoot answered 503" in (await page(asked.stage, f"/conversations/{asked.talk}")).text


async def test_the_shop_may_have_known_the_shopper_before(shop: Shop) -> None:
    shop.inbox.contacts[5] = {
        "id": 5, "phone_number": NOAH.phone, "identifier": None, "name": "Noah from the store",
        "contact_inboxes": [{"source_id": "known-before", "inbox": {"id": INBOX}}],
    }  # fmt: skip
    await shop.settle()
    await shop.text(ASKS)
    assert (len(shop.inbox.contacts), shop.inbox.thread()["source_id"]) == (1, "known-before")


async def test_a_persons_reply_leaves_as_p2p_whose_composing_was_not_seen(asked: Shop) -> None:
    asked.inbox.reply(DANAS)
    (answer,) = await asked.hear()
    assert (answer.status_code, answer.json()) == (200, {"outcome": "sent"})
    sent = await asked.newest()
    assert sent.body.endswith(DANAS) and sent.evidence is not None
    assert (sent.author, sent.traffic_type, sent.origin) == ("human", "P2P", "relayed")
    assert (sent.evidence.user_id, sent.evidence.grade, sent.evidence.verbatim_share) == (DANA.id, "relayed", 0.0)
    assert (await asked.stage.read(asked.talk)).exchanges[-1].traffic_type == "P2P"
    assert asked.inbox.told(private=False) == [ASKS, DANAS]
    assert not any(DANAS in note for note in asked.inbox.told(private=True))


async def test_the_ais_own_words_pasted_there_stay_a2p(asked: Shop) -> None:
    ai = next(one for one in (await asked.stage.read(asked.talk)).messages if one.author == "ai")
    asked.inbox.reply(ai.body)
    await asked.hear()
    sent = await asked.newest()
    assert (sent.author, sent.traffic_type) == ("human", "A2P")


async def test_texts_of_the_shopper_are_mirrored_in_their_order(asked: Shop) -> None:
    asked.inbox.reply(DANAS)
    await asked.hear()
    for body in ("great", "how much is it?"):
        await asked.text(body)
    assert asked.inbox.told(private=False) == [ASKS, DANAS, "great", "how much is it?"]


async def test_nothing_echoes(asked: Shop) -> None:
    asked.inbox.reply(DANAS)
    await asked.hear()
    before = (len((await asked.stage.read(asked.talk)).messages), len(asked.inbox.messages))
    for row in list(asked.inbox.messages):
        told = {"event": "message_created", "sender": {"id": 1, "type": "user"}, "account": {"id": ACCOUNT}}
        places = {"conversation": {"id": row["thread"]}, "inbox": {"id": INBOX}}
        answer = await asked.inbox.post(asked.stage.client, PATH, row | told | places)
        assert answer.json()["outcome"] == ("repeated" if row["content"] == DANAS else "passed")
    await asked.settle()
    assert (len((await asked.stage.read(asked.talk)).messages), len(asked.inbox.messages)) == before


@pytest.mark.parametrize(
    ("sender", "changes", "origin"),
    [
        (BOT, {}, "generated"),
        (PAT, {"content_attributes": {"automation_rule_id": 4}}, "canned"),
        (PAT, {"additional_attributes": {"campaign_id": 9}}, "canned"),
        (None, {}, "canned"),
    ],
    ids=["bot", "automation", "campaign", "nobody"],
)
async def test_what_a_machine_answers_there_is_a2p(
    asked: Shop, sender: dict[str, object] | None, changes: dict[str, object], origin: str
) -> None:
    asked.inbox.reply("We have your question.", sender, **changes)
    (answer,) = await asked.hear()
    assert answer.json() == {"outcome": "sent"}
    sent = await asked.newest()
    assert (sent.author, sent.traffic_type, sent.origin, sent.evidence) == ("template", "A2P", origin, None)
    assert await asked.control() == "escalated"


async def test_a_machine_may_not_speak_where_the_ai_does(asked: Shop) -> None:
    asked.inbox.reply(DANAS)
    await asked.hear()
    await asked.stage.hand_back(DANA, asked.talk)
    await asked.settle()
    asked.inbox.reply("Anything else?", BOT)
    (answer,) = await asked.hear()
    assert (answer.status_code, answer.json()["outcome"]) == (422, "refused")
    assert (await asked.control(), asked.inbox.thread()["status"]) == ("ai", "resolved")
    assert "the AI has the conversation" in asked.inbox.told(private=True)[-1]


async def test_a_refused_text_is_told_back_with_its_rule(asked: Shop) -> None:
    asked.inbox.reply("Use code FREE90 for 90% off, today only!")
    (answer,) = await asked.hear()
    assert (answer.status_code, answer.json()["outcome"]) == (422, "refused")
    note = asked.inbox.told(private=True)[-1]
    assert note.startswith("Not sent to the shopper:") and "[" in note
    assert "FREE90" not in (await asked.newest()).body


async def test_a_reply_in_quiet_hours_waits_and_its_leaving_is_told(asked: Shop) -> None:
    await asked.stage.advance(timedelta(hours=10))
    asked.inbox.reply(DANAS)
    (answer,) = await asked.hear()
    assert (answer.status_code, answer.json()["outcome"]) == (202, "waits")
    assert asked.inbox.told(private=True)[-1].startswith("Waits until 2026-11-25")
    await asked.stage.advance(timedelta(hours=12))
    await asked.settle()
    assert any(note.startswith("What waited has left now") for note in asked.inbox.told(private=True))
    assert (await asked.newest()).traffic_type == "P2P"


async def test_a_reply_that_waited_in_vain_is_told_of(asked: Shop) -> None:
    await asked.stage.advance(timedelta(hours=10))
    asked.inbox.reply(DANAS)
    await asked.hear()
    await asked.stage.hand_back(DANA, asked.talk)
    await asked.stage.advance(timedelta(hours=12))
    await asked.settle()
    assert asked.inbox.told(private=True)[-1] == "What waited was not sent: its author no longer has control"
    assert not any(one.author == "human" for one in (await asked.stage.read(asked.talk)).messages)


async def test_somebody_who_is_nobody_here_sends_nothing_and_is_told(asked: Shop) -> None:
    asked.inbox.reply(DANAS, {"id": 99, "name": "Sam", "type": "user"})
    (answer,) = await asked.hear()
    assert (answer.status_code, await asked.control()) == (422, "escalated")
    assert "account 99 (Sam) is nobody in Twolane" in asked.inbox.told(private=True)[-1]


async def test_a_file_is_not_texted_and_its_sender_is_told(asked: Shop) -> None:
    asked.inbox.reply(None, attachments=[{"id": 1, "file_type": "image"}])
    (answer,) = await asked.hear()
    assert (answer.status_code, await asked.control()) == (422, "escalated")
    assert "files cannot be texted" in asked.inbox.told(private=True)[-1]


async def test_a_colleague_in_the_same_inbox_may_answer_on(asked: Shop) -> None:
    asked.inbox.reply(DANAS)
    await asked.hear()
    await asked.text("and the colour?")
    asked.inbox.reply("Omar here, I sit next to Dana: it comes in green and grey.", {"id": 8, "type": "user"})
    await asked.hear()
    sent = await asked.newest()
    assert sent.user is not None and (sent.user.id, sent.traffic_type) == (OMAR.id, "P2P")


async def test_who_has_control_in_twolane_is_not_talked_over(asked: Shop) -> None:
    bridge = await asked.stage.twolane.house.ledger.read(lambda books: books.bridge(MERCHANT.id))
    assert bridge is not None
    await asked.stage.twolane.house.ledger.write(
        lambda books: books.save_bridge(replace(bridge, people={str(PAT["id"]): DANA.id}))
    )
    await asked.stage.take_over(OMAR, asked.talk)
    await asked.settle()
    assert "Omar took control in Twolane." in asked.inbox.told(private=True)
    asked.inbox.reply(DANAS)
    (answer,) = await asked.hear()
    assert (answer.status_code, answer.json()["why"]) == (422, "another person has control")


async def test_what_people_and_the_ai_text_from_twolane_is_noted_there(asked: Shop) -> None:
    await asked.stage.reply(DANA, asked.talk, DANAS, take_over=True)
    await asked.settle()
    assert any(note.startswith("Dana texted (P2P):") and DANAS in note for note in asked.inbox.told(private=True))
    assert asked.inbox.told(private=False) == [ASKS]


async def test_resolving_there_hands_back(asked: Shop) -> None:
    asked.inbox.reply(DANAS)
    await asked.hear()
    asked.inbox.set_status(asked.inbox.thread(), "resolved")
    await asked.hear()
    assert (await asked.control(), asked.inbox.thread()["status"]) == ("ai", "resolved")
    before = len(asked.inbox.messages)
    await asked.text(f"thanks! {ANSWERED}")
    assert len(asked.inbox.messages) == before
    assert (await asked.newest()).author == "ai"


async def test_resolving_an_unanswered_text_hands_nothing_back_and_opens_again(asked: Shop) -> None:
    asked.inbox.set_status(asked.inbox.thread(), "resolved")
    await asked.hear()
    assert (await asked.control(), asked.inbox.thread()["status"]) == ("escalated", "open")
    assert asked.inbox.told(private=True)[-1].startswith("It stays open:")


async def test_handing_back_here_resolves_there_and_does_not_come_back_as_an_echo(asked: Shop) -> None:
    asked.inbox.reply(DANAS)
    await asked.hear()
    await asked.stage.hand_back(DANA, asked.talk)
    await asked.settle()
    assert asked.inbox.thread()["status"] == "resolved"
    handed = [one for one in await asked.stage.events(asked.talk) if one.kind.value == "control.handed_back"]
    assert len(handed) == 1


async def test_a_second_escalation_opens_the_same_thread_again(asked: Shop) -> None:
    asked.inbox.reply(DANAS)
    await asked.hear()
    await asked.stage.hand_back(DANA, asked.talk)
    await asked.settle()
    await asked.text("no, give me a person again")
    assert (len(asked.inbox.threads), asked.inbox.thread()["status"]) == (1, "open")
    assert asked.inbox.told(private=False)[-1] == "no, give me a person again"
    assert sum("Twolane asks for a person" in note for note in asked.inbox.told(private=True)) == 2


async def test_an_opt_out_is_told_and_nothing_can_be_texted_after_it(asked: Shop) -> None:
    asked.inbox.reply(DANAS)
    await asked.hear()
    await asked.text("STOP")
    assert any("opted out" in note for note in asked.inbox.told(private=True))
    asked.inbox.reply("One last thing")
    (answer,) = await asked.hear()
    assert answer.json()["outcome"] == "refused"
