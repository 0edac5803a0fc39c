"""A dossier: complete, readable without Twolane, harmless to open, and plain about what is proven."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256
from html import unescape
from typing import Any

import pytest

from api.audit_keys import audit_keys
from api.dossier.gathering import gather
from api.dossier.page import as_html
from api.dossier.record import FORMAT, Record, finding_of
from api.sample_world import DANA, MERCHANT
from api.settings import Settings
from api.stage import Stage, open_stage
from compliance.audit import verify
from compliance.rulebook import load_rulebook
from conversation.audit import AuditKeys
from conversation.erasing import Request, erase
from conversation.errors import Unknown
from conversation.ledger import Reader
from tests.api.pages import NOAH, NOON, begin

HOSTILE = '</script><script>alert(1)</script> <img src=x onerror=alert(2)> {{ 7 * 7 }} & it\'s "so"'


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None, audit_secret="a secret of this test")) as opened:
        conversation = await begin(opened, HOSTILE, "a real person please")
        await opened.reply(DANA, conversation, "Hello Noah, it sheds rain for hours.", take_over=True)
        await opened.settle()
        await opened.hand_back(DANA, conversation)
        await opened.text(NOAH.phone, "STOP")
        await opened.settle()
        yield opened


def keys_of(stage: Stage) -> AuditKeys:
    keys = audit_keys(stage.twolane.house.settings)
    assert keys is not None
    return keys


async def record_of(stage: Stage, *, proven: bool = True) -> Record:
    keys = keys_of(stage) if proven else None

    def read(reader: Reader) -> Record:
        found = verify(reader, keys, MERCHANT.id) if keys else None
        dossier = gather(reader, keys, MERCHANT.id, NOAH.phone)
        version = load_rulebook().version
        return Record(FORMAT, stage.clock.now(), version, "America/Denver", finding_of(found), dossier)

    return await stage.twolane.house.ledger.read(read)


def plain(page: str) -> str:
    """What somebody reads: without markup, and without the JSON at the end."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.split("<body>")[1].split("<script")[0])).split())


def embedded(page: str) -> tuple[str, dict[str, Any]]:
    (text,) = re.findall(r'<script type="application/json" id="twolane-record">(.*?)</script>', page, re.S)
    return text, json.loads(text)


async def test_the_page_tells_of_each_text_who_wrote_it_why_it_left_and_what_became_of_it(stage: Stage) -> None:
    text = plain(as_html(await record_of(stage), load_rulebook()))
    for told in (
        "Audit log: sound",
        "Consent to cart reminders: revoked Reply YES to get Tidewater texts with shopping cart reminders",
        "Opted out, in force STOP",
        "The AI to the shopper A2P",
        "Dana, a person to the shopper P2P Dana here, a person at Tidewater: Hello Noah, it sheds rain for hours.",
        "Carriers class it A2P, as every text from a business",
        "Purpose reminder",
        "Verdict It could leave until",
        "Deciding rule quiet_hours.federal:",
        "Written by Dana (usr_dana)",
        "Dana took control from the AI",
        "Dana gave control back to the AI",
        "Delivery delivered",
        "Tue 2026-11-24 12:30:00 MST (2026-11-24 19:30:00Z)",
        "It is not legal advice.",
    ):
        assert told in text, told
    assert "not in the audit log" not in text


async def test_the_record_inside_is_whole_and_its_digest_is_on_the_page(stage: Stage) -> None:
    record = await record_of(stage)
    page = as_html(record, load_rulebook())
    _, found = embedded(page)
    assert found == json.loads(record.as_json())
    assert sha256(record.as_json().encode()).hexdigest() in page
    (talk,) = found["dossier"]["talks"]
    assert [text["direction"] for text in talk["messages"]].count("in") == 3
    assert {event["kind"] for event in talk["events"]} >= {"control.taken_over", "control.handed_back"}
    assert found["finding"]["verdict"] == "sound"


async def test_a_shoppers_words_stay_words(stage: Stage) -> None:
    page = as_html(await record_of(stage), load_rulebook())
    assert page.count("<script") == page.count("</script>") == 1
    assert "<img" not in page and HOSTILE in unescape(page)
    assert "default-src 'none'" in page
    assert not re.findall(r'(?:src|href)="', page)


async def test_without_the_key_it_says_that_nothing_is_proven(stage: Stage) -> None:
    text = plain(as_html(await record_of(stage, proven=False), load_rulebook()))
    assert "Audit log: not provable" in text and "Audit log: sound" not in text


async def test_flaws_are_on_the_first_page(stage: Stage) -> None:
    record = await record_of(stage)
    found = await stage.twolane.house.ledger.read(lambda books: verify(books, AuditKeys(b"another"), MERCHANT.id))
    text = plain(as_html(replace(record, finding=finding_of(found)), load_rulebook()))
    assert "Audit log: flawed" in text and "entry altered, or written without the key: 1" in text


async def test_of_an_erased_shopper_it_shows_what_is_left(stage: Stage) -> None:
    request, token = Request("case 77", "asked to be forgotten"), keys_of(stage).token
    now = stage.clock.now()
    ledger = stage.twolane.house.ledger
    await ledger.write(lambda books: erase(books, MERCHANT.id, NOAH.phone, request, token, now))
    text = plain(as_html(await record_of(stage), load_rulebook()))
    for told in ("Audit log: sound", "Shopper erased", "Erased on Tue 2026-11-24", "By request of case 77"):
        assert told in text, told
    assert "The words were erased." in text and "sheds rain" not in text and "Noah" not in text
    assert "Reply YES to get Tidewater texts" in text and "Opted out, in force" in text


async def test_a_number_that_nobody_knows_is_named(stage: Stage) -> None:
    with pytest.raises(Unknown, match="3035550199"):
        await stage.twolane.house.ledger.read(lambda books: gather(books, None, MERCHANT.id, "+13035550199"))
