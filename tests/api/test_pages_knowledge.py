"""Agent, Knowledge, Answers and Guidelines: what is written there is what the AI says, and a gap leads there."""

from collections.abc import AsyncIterator

import httpx
import pytest

from api.sample_world import DANA, MERCHANT
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.knowledge import DocumentState
from conversation.sending import UNDO
from tests.api.pages import NOON, begin, page, press, thread
from tests.api.paper import words

HERE = {"merchant": MERCHANT.id}
CARE = ("care.md", b"# Care\n\nThe backpack is machine washable at 30 degrees.", "text/markdown")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def upload(stage: Stage, *files: tuple[str, bytes, str], **form: str) -> httpx.Response:
    headers = {"Cookie": f"twolane_person={DANA.id}"}
    named = [("files", one) for one in files]
    return await stage.client.post("/agent/knowledge/import", data=HERE | form, files=named, headers=headers)


async def test_a_file_is_imported_reviewed_and_answered_from(stage: Stage) -> None:
    begun = await upload(stage, CARE, ("photo.jpg", b"x", "image/jpeg"), name="Shop pages", review="true")
    assert begun.status_code == 200 and "is being imported: 2 pages" in words(begun.text)
    assert "0 of 2 read" in words(begun.text) and 'hx-trigger="every 1s"' in begun.text
    await stage.twolane.importer.work_off()
    told = await page(stage, f"/agent/knowledge/imports?merchant={MERCHANT.id}")
    assert "1 new or changed, 1 failed" in words(told.text) and "no Markdown, HTML, PDF or CSV" in words(told.text)
    assert "hx-trigger" not in told.text
    conversation = await begin(stage, "is the backpack machine washable?")
    assert "machine washable at 30" not in words(await thread(stage, conversation))
    shown = words((await page(stage, "/agent/knowledge")).text)
    assert "Waiting for your yes" in shown and "machine washable" in shown
    books = stage.twolane.house.ledger
    [waiting] = await books.read(lambda books: books.documents(MERCHANT.id, DocumentState.PENDING))
    await press(stage, f"/agent/knowledge/documents/{waiting.id}", fragment=False, act="approve", **HERE)
    found = await stage.twolane.knowledge.search(MERCHANT.id, "is the backpack machine washable?")
    assert "machine washable at 30 degrees" in found[0].text


async def test_what_cannot_be_imported_stays_in_the_form_with_the_reason(stage: Stage) -> None:
    refused = await upload(stage, name="Pages", urls="ftp://a.example/x")
    assert refused.status_code == 422
    assert "is no web address" in words(refused.text) and "ftp://a.example/x</textarea>" in refused.text
    assert (await upload(stage, name="Pages")).status_code == 422


async def test_a_contradiction_is_shown_where_it_can_be_mended(stage: Stage) -> None:
    form = {"statement": "Standard shipping within the United States costs $9.95.", "until": "2027-01-01"}
    kept = await press(stage, "/settings/facts", fragment=False, **HERE, **form)
    assert "From now on it backs" in words(kept.text)
    shown = words((await page(stage, "/agent/knowledge")).text)
    assert "Contradiction $9.95 against $5.95, $75" in shown


async def test_a_gap_leads_to_the_editor_and_the_next_shopper_is_answered_without_a_model(stage: Stage) -> None:
    question = "do you sell helicopters?"
    conversation = await begin(stage, question)
    seen = await thread(stage, conversation)
    link = f"/agent/answers?merchant={MERCHANT.id}&amp;gap={conversation}#add"
    assert f'<a href="{link}">Write the answer</a>' in seen
    editor = await page(stage, link.replace("&amp;", "&"))
    assert f"{question}</textarea>" in editor.text
    answer = {"questions": question, "text": "We only sell things that stay on the ground.", "exact": "true"}
    saved = await press(stage, "/agent/answers", fragment=False, **HERE, **answer)
    assert "is answered like this" in words(saved.text)
    await press(stage, f"/conversations/{conversation}/takeover")
    await press(stage, f"/conversations/{conversation}/handback")
    await stage.text((await stage.read(conversation)).contact.phone, question)
    await stage.settle()
    newest = (await stage.read(conversation)).messages[-1]
    assert answer["text"] in newest.body and "Anything else" not in newest.body
    shown = words(await thread(stage, conversation))
    assert f"Verified answer {answer['text']}" in shown


async def test_guidelines_are_kept_in_order_changed_and_removed(stage: Stage) -> None:
    for text, priority in (("Be brief.", "2"), ("Never joke about sizes.", "9")):
        await press(stage, "/agent/guidelines", fragment=False, text=text, priority=priority, scope="answers", **HERE)
    shown = words((await page(stage, "/agent/guidelines")).text)
    assert shown.index("Never joke about sizes.") < shown.index("Be brief.")
    shelf = await stage.twolane.knowledge.shelf(MERCHANT.id)
    first = shelf.guidelines[0]
    await press(stage, f"/agent/guidelines/{first.id}/remove", fragment=False, **HERE)
    assert [one.text for one in (await stage.twolane.knowledge.shelf(MERCHANT.id)).guidelines] == ["Be brief."]
    refused = await press(stage, "/agent/guidelines", fragment=False, text="x" * 501, **HERE)
    assert refused.status_code == 422


async def test_a_persons_good_reply_stands_in_the_form_of_an_answer_without_the_shoppers_name(stage: Stage) -> None:
    conversation = await begin(stage, "do you sell helicopters?")
    path = f"/api/conversations/{conversation}/messages"
    body = {"body": "Noah, we only sell what stays on the ground.", "take_over": True}
    sent = await stage.client.post(path, json=body, headers={"X-Twolane-User": DANA.id})
    assert sent.status_code == 201, sent.text
    await stage.advance(UNDO)
    reply = sent.json()["message"]["id"]
    link = f"/agent/answers?gap={conversation}&amp;reply={reply}#add"
    assert f'<a href="{link}">Save as answer</a>' in await thread(stage, conversation)
    form = (await page(stage, link.replace("&amp;", "&"))).text
    assert "do you sell helicopters?</textarea>" in form
    assert "e only sell what stays on the ground." in form and "Noah" not in form
