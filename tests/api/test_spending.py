"""What turns cost, from the provider's count to the pages."""

from pathlib import Path

from api.stage import open_stage
from conversation.event import EventKind
from conversation.spent import Spent
from prompts.renderer import load_pack
from tests.api.pages import NOAH, NOON, thread
from tests.api.paper import words
from tests.api.test_bad_models import settings_for
from tests.fake_openai import Call, Calls, FakeOpenAI, Text

PRICES = "as_of: 2026-11-01\nsource: a test\nmodels:\n  {}: {{in: 100, cached: 10, out: 1000}}\n"


async def test_a_turn_writes_down_once_what_all_its_calls_cost_and_the_pages_show_it(tmp_path: Path) -> None:
    with FakeOpenAI() as server:
        server.script(Calls(Call("lookup_cart")), Text("Use code GRATIS for 90% off!"), Text("Shall I send the link?"))
        settings = settings_for(server)
        file = tmp_path / "prices.yaml"
        file.write_text(PRICES.format("fake-1"), encoding="utf-8")
        async with open_stage(NOON, settings=settings.model_copy(update={"model_prices": file})) as stage:
            await stage.text(NOAH.phone, "hello again, what was in my cart?")
            await stage.settle()
            seen = await stage.conversation_of(NOAH.phone)
            assert seen is not None
            (event,) = [one for one in await stage.events(seen.id) if one.kind is EventKind.TURN_SPENT]
            spent = Spent.of(event.details)
            assert (spent.calls, spent.tokens_in, spent.tokens_out) == (3, 33, 21)
            assert spent.micros == 33 * 100 + 21 * 1000
            assert event.details["message"] == seen.messages[-1].id
            assert event.details["pack"] == load_pack("recovery").hash
            await stage.text(NOAH.phone, "STOP")
            await stage.settle()
            packs = words((await stage.client.get("/agent/packs")).text)
            assert "1 conversation 0 bought 0 with a person 1 opted out" in packs and "none counted" in packs
            assert "3 calls, 33 tokens in (0% cached), 21 out, $0.0243" in words(await thread(stage, seen.id))
            page = words((await stage.client.get("/agent/usage")).text)
            assert "Last 30 days 1 33 0% 21 $0.0243" in page and "fake-1" in page


async def test_the_rehearsal_model_spends_nothing() -> None:
    async with open_stage(NOON) as stage:
        await stage.text(NOAH.phone, "hello again, what was in my cart?")
        await stage.settle()
        seen = await stage.conversation_of(NOAH.phone)
        assert seen is not None
        assert EventKind.TURN_SPENT not in [one.kind for one in await stage.events(seen.id)]
        assert "Nothing in the last 30 days" in (await stage.client.get("/agent/usage")).text
