"""The Agent page's persona: kept as typed, never a person, shown as a model is told, in and out as YAML."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from api.ledgers import opened
from api.persona_file import persona_yaml, read_persona
from api.persona_moving import export_persona, import_persona, told_persona
from api.sample_world import MERCHANT, OMAR, seed_store
from api.settings import Settings
from api.stage import Stage
from conversation.errors import Invalid
from conversation.ledger import Ledger
from conversation.persona import STEPS, EmojiLevel, Persona, Tone
from tests.api.desk import OMARS, Browser, open_desk
from tests.api.paper import words

FORM = {
    "merchant": MERCHANT.id,
    "summary": "We sell kayaks.",
    "name": "Tidewater Assistant",
    "formal": "2",
    "playful": "-1",
    "emoji": "\U0001f6f6 \U0001f30a",
    "emoji_level": "few",
    "phrases": "happy paddling\r\n\r\nhappy paddling",
    "blocked": "cheap\r\nno brainer",
    "languages": "EN, es",
}
KEPT = Persona(
    summary="We sell kayaks.",
    name="Tidewater Assistant",
    tone=Tone(formal=2, playful=-1),
    emoji=("\U0001f6f6", "\U0001f30a"),
    emoji_level=EmojiLevel.FEW,
    phrases=("happy paddling",),
    blocked=("cheap", "no brainer"),
    languages=("en", "es"),
)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_desk() as opened_desk:
        yield opened_desk


@pytest.fixture
async def dana(stage: Stage) -> AsyncIterator[Browser]:
    async with Browser.at(stage) as browser:
        await browser.log_in()
        yield browser


async def persona_of(ledger: Ledger) -> Persona:
    merchant = await ledger.read(lambda books: books.merchant(MERCHANT.id))
    assert merchant is not None
    return merchant.settings.persona


async def test_what_is_saved_is_kept_shown_and_written_down(stage: Stage, dana: Browser) -> None:
    saved = await dana.post("/agent/persona", data=FORM)
    assert saved.status_code == 200
    assert await persona_of(stage.twolane.house.ledger) == KEPT
    page = unescape((await dana.get("/agent/persona")).text)
    assert "very formal" in page and "Formal: full sentences" in page and "Never write these words" in page
    acts = words((await dana.get("/settings/acts")).text)
    assert "persona summary, name, tone, emoji, emoji_level, phrases, blocked, languages" in acts
    exported = await dana.get(f"/agent/persona.yaml?merchant={MERCHANT.id}")
    assert read_persona(exported.text) == KEPT


@pytest.mark.parametrize(
    ("changed", "problem"),
    [({"name": "Omar Assistant"}, "Omar is a person"), ({"role": "a 24 years old"}, "makes a person of it")],
)
async def test_what_would_pass_for_a_person_is_refused_and_stays_in_the_form(
    stage: Stage, dana: Browser, changed: dict[str, str], problem: str
) -> None:
    refused = await dana.post("/agent/persona", data=FORM | changed)
    assert (refused.status_code, problem in unescape(refused.text)) == (422, True)
    assert all(f'value="{one}"' in refused.text for one in changed.values())
    assert (await persona_of(stage.twolane.house.ledger)).is_plain
    told = await dana.post("/agent/persona/told", data=FORM | changed)
    assert f"Cannot be saved: {next(iter(changed))}" in unescape(told.text)


async def test_every_position_of_every_slider_tells_a_model_something_else(dana: Browser) -> None:
    for slider in ("formal", "bold", "empathetic", "playful"):
        told = [
            await dana.post("/agent/persona/told", data={"merchant": MERCHANT.id, slider: str(step)}) for step in STEPS
        ]
        assert len({_body(answer.text) for answer in told}) == len(STEPS)


async def test_who_may_not_change_settings_sees_no_agent_page(stage: Stage, dana: Browser) -> None:
    assert 'href="/agent/persona"' in (await dana.get("/conversations")).text
    async with Browser.at(stage) as omar:
        await omar.log_in(OMARS)
        assert (await omar.get("/agent/persona")).status_code == 403, OMAR.name
        assert 'href="/agent/persona"' not in (await omar.get("/conversations")).text


async def test_the_operator_exports_changes_and_imports(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)
    async with opened(settings) as ledger:
        await ledger.write(seed_store)
    file = yaml.safe_load(await export_persona(settings, ""))
    file["tone"]["bold"], file["blocked"] = 2, ["cheap"]
    assert "Tidewater" in await import_persona(settings, "", yaml.safe_dump(file))
    assert "Bold: lead with the next step" in await told_persona(settings, "")
    for bad, field in (("tone: {bold: 9}", "tone.bold"), ("nmae: x", "nmae"), ("name: Dana", "name"), ("[", "persona")):
        with pytest.raises(Invalid) as raised:
            await import_persona(settings, "", bad)
        assert raised.value.field == field
    async with opened(settings) as ledger:
        assert await persona_of(ledger) == Persona(tone=Tone(bold=2), blocked=("cheap",))


def test_characters_that_end_a_line_for_yaml_are_not_lost() -> None:
    odd = Persona(name="\x85", summary="\u2028a\x85", phrases=("\U0001f6f6",))
    assert read_persona(persona_yaml(odd)) == odd
    assert "\U0001f6f6" in persona_yaml(Persona(phrases=("\U0001f6f6",))), "and the others stay as they are"


_STEP = st.sampled_from(STEPS)
_WORDS = st.lists(st.text(min_size=1, max_size=20), max_size=3, unique=True).map(tuple)


@given(
    st.builds(
        Persona,
        summary=st.text(max_size=60),
        name=st.text(max_size=20),
        tone=st.builds(Tone, _STEP, _STEP, _STEP, _STEP),
        emoji_level=st.sampled_from(EmojiLevel),
        phrases=_WORDS,
        blocked=_WORDS,
    )
)
def test_a_file_reads_back_as_it_was_written(persona: Persona) -> None:
    assert read_persona(persona_yaml(persona)) == persona


def _body(html: str) -> str:
    found = re.search(r'<div id="told">.*?</div>', html, re.DOTALL)
    assert found
    return found[0]
