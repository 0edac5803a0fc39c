"""The API reference: every call and shape of the schema, in a page that loads nothing from elsewhere."""

import re
from collections.abc import AsyncIterator

import pytest

from api.settings import Settings
from api.stage import Stage, open_stage
from tests.api.pages import NOON
from tests.api.paper import words


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def test_every_call_of_the_schema_is_on_the_page(stage: Stage) -> None:
    shown = words((await stage.client.get("/docs")).text)
    schema = (await stage.client.get("/openapi.json")).json()
    calls = [(method.upper(), path) for path, methods in schema["paths"].items() for method in methods]
    assert len(calls) > 6
    for method, path in calls:
        assert f"{method} {path}" in shown
    assert "take_over boolean" in shown and "body required string" in shown


async def test_pages_for_people_are_no_part_of_the_schema(stage: Stage) -> None:
    schema = (await stage.client.get("/openapi.json")).json()
    assert not [path for path in schema["paths"] if path.startswith(("/conversations", "/phone", "/login", "/docs"))]


async def test_the_reference_loads_nothing_from_elsewhere(stage: Stage) -> None:
    answer = await stage.client.get("/docs")
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text)
