"""Everybody against every route: what the table says passes, and all else is refused and changes nothing."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from api.house import House
from api.labelling.label_set import write_items
from api.pages.evals_labels import label_folder
from api.playground.stage_set import Setting
from api.playground.talk import Talk
from api.sample_world import DANA, MERCHANT
from api.session import CSRF_HEADER, SESSION, page_token_of
from api.settings import Settings
from api.stage import Stage, network_of
from conversation.act import OPERATOR
from conversation.control import hand_back
from conversation.ledger import Books
from conversation.persona import PLAIN
from conversation.role import GRANTS, Permission, Role
from conversation.user import User
from conversation.web_sessions import begin_session
from tests.api.desk import HOST, KEY, open_desk
from tests.api.matrix import (
    DEMO,
    DESK,
    LABEL_SET,
    NONE,
    PEOPLE,
    PHONE,
    PICTURE,
    REMOVED,
    RUN,
    STRANGER,
    TO_LABEL,
    Asker,
    Gate,
    Takes,
    Target,
    declared,
    fresh_target,
    key_askers,
    routes_of,
    seed_note,
    seed_people,
    stale_sessions,
)
from tests.api.pages import NOON, begin
from tests.channels.pictures import png

REFUSED = (401, 403, 404)
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@dataclass
class World:
    """One stage with two apps over it: the desk, which asks for a login, and the demo."""

    stage: Stage
    desk: FastAPI
    demo: FastAPI
    client: httpx.AsyncClient
    demo_client: httpx.AsyncClient
    conversation_id: str
    ref: str
    photo_id: str
    media_id: str
    talk_id: str
    unused: Target | None = None
    """What the next call may be about: a call that was refused, or only read, used nothing up."""

    @property
    def house(self) -> House:
        return self.stage.twolane.house

    async def write(self, command: Any) -> Any:
        return await self.house.ledger.write(command)

    async def session(self, user: User) -> str:
        return await self.write(lambda books: begin_session(books, user.id, NOON))

    async def target(self) -> Target:
        target: Target = await self.write(lambda books: fresh_target(books, self.conversation_id, self.ref))
        return replace(target, photo_id=self.photo_id, media_id=self.media_id, talk_id=self.talk_id)

    async def ask(
        self, route: str, takes: Takes, headers: dict[str, str], *, demo: bool = False, **changes: Any
    ) -> httpx.Response:
        """Ask as a browser or a program would, about something of the merchant's."""
        target = self.unused = self.unused or await self.target()
        method, path = route.split(" ")
        path = "/static/icon.svg" if method == "MOUNT" else target.fill(path)
        form = {name: target.fill(value) for name, value in (takes.form or {}).items()} | changes
        client = self.demo_client if demo else self.client
        client.cookies.clear()
        answer = await client.request(
            "GET" if method == "MOUNT" else method,
            f"{path}?{target.fill(takes.query)}" if takes.query else path,
            data=form if takes.form is not None else None,
            json=takes.json,
            files={"picture": ("a.png", PICTURE)} if takes.has_picture else None,
            headers=headers,
        )
        if method in UNSAFE and not is_refused(answer):
            self.unused = None
        return answer

    async def state(self) -> tuple[Any, ...]:
        """Return what a refused call must not have changed."""

        def read(books: Books) -> tuple[Any, ...]:
            row = books.conversation(MERCHANT.id, self.conversation_id)
            people = [one for one in books.users() if one.id in {known.id for known in (*PEOPLE.values(), DANA)}]
            texts = books.messages(MERCHANT.id, self.conversation_id)
            acts = [act for act in books.acts(MERCHANT.id, 1000) if act.actor != OPERATOR]
            return row, people, len(texts), len(acts)

        return await self.house.ledger.read(read)  # type: ignore[arg-type]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_desk(Settings(_env_file=None, data_dir=tmp_path)) as stage:
        write_items(label_folder(stage.twolane.house.settings, MERCHANT.id) / LABEL_SET, (TO_LABEL,))
        report = tmp_path / "runs" / RUN / "report.html"
        report.parent.mkdir(parents=True)
        report.write_text("<p>fine</p>", "utf-8")
        conversation_id = await begin(stage, "hi")
        await stage.text(PHONE, "thanks!", [png(8)])
        await stage.settle()
        shown = await stage.read(conversation_id)
        [photo] = next(message.photos for message in shown.messages if message.photos)
        [[media]] = network_of(stage.twolane).photos_on(PHONE).values()
        ref = next(message.id for message in shown.messages if message.verdict is not None)
        talk = Talk(stage.twolane.house.drafting, Setting(MERCHANT, "recovery", PLAIN, ()))
        await talk.begin()
        await stage.twolane.house.playground.keep(talk)
        settings = stage.twolane.house.settings
        changed = settings.model_copy(update={"demo": False, "api_key": SecretStr(KEY), "public_url": HOST})
        desk = create_app(replace(stage.twolane.house, settings=changed))
        demo = stage.twolane.app
        for app in (desk, demo):
            app.state.is_stopping = lambda: True  # or the stream of events would not end
        await stage.twolane.house.ledger.write(seed_people)
        await stage.twolane.house.ledger.write(lambda books: seed_note(books, conversation_id))
        async with (
            httpx.AsyncClient(transport=httpx.ASGITransport(desk), base_url=HOST) as client,
            httpx.AsyncClient(transport=httpx.ASGITransport(demo), base_url="http://testserver") as demo_client,
        ):
            yield World(stage, desk, demo, client, demo_client, conversation_id, ref, photo.id, media, talk.id)


def reads_first(table: Mapping[str, Takes]) -> list[tuple[str, Takes]]:
    """Return a table's routes, those that change nothing first: every change makes the pages after it longer."""
    return sorted(table.items(), key=lambda line: line[0].split(" ")[0] in UNSAFE)


def by_session(token: str, *, origin: str = HOST, page_token: str | None = None) -> dict[str, str]:
    """Return what a browser sends from a page of this session."""
    return {
        "Cookie": f"{SESSION}={token}",
        "Origin": origin,
        CSRF_HEADER: page_token_of(token) if page_token is None else page_token,
    }


def is_refused(answer: httpx.Response) -> bool:
    asks_to_log_in = answer.status_code == 303 and answer.headers["location"].startswith("/login?")
    return answer.status_code in REFUSED or asks_to_log_in


def is_received(answer: httpx.Response) -> bool:
    """Tell whether the call was let through: done, or answered about its own contents, which the table has right."""
    assert "send it as /docs describes" not in answer.text, f"the table's sample is wrong: {answer.text}"
    return not is_refused(answer) and answer.status_code < 500 and answer.status_code != 405


async def test_every_route_is_in_the_table_and_says_what_it_needs(world: World) -> None:
    for app, table in ((world.desk, DESK), (world.demo, DEMO)):
        routes = routes_of(app)
        assert set(routes) == set(table), "a new route needs a line in tests/api/matrix.py"
        for name, route in routes.items():
            expected = table[name].gate
            stated = declared(route) if route is not None else None
            assert stated == (None if expected in (Gate.PUBLIC, Gate.SIGNED, Gate.TOKEN) else expected), name


@pytest.mark.parametrize("role", [*Role, None])
async def test_a_role_passes_where_the_table_says_and_nowhere_else(world: World, role: Role | None) -> None:
    user = PEOPLE[role] if role else NONE
    asker = Asker(user.name, GRANTS[role] if role else frozenset())
    for route, takes in reads_first(DESK):
        if takes.gate in (Gate.SIGNED, Gate.TOKEN):
            continue
        before = await world.state()
        answer = await world.ask(route, takes, by_session(await world.session(user)))
        if asker.passes(takes):
            assert is_received(answer) or route == "POST /login", f"{route} as {asker.name}: {answer.status_code}"
        else:
            assert is_refused(answer), f"{route} as {asker.name}: {answer.status_code}"
            assert await world.state() == before, route


async def test_a_key_passes_where_its_scopes_and_its_person_say(world: World) -> None:
    askers = await world.write(key_askers)
    for route, takes in reads_first(DESK):
        if takes.gate in (Gate.SIGNED, Gate.TOKEN, Gate.PUBLIC) or route == "POST /account/password":
            continue
        for asker in askers:
            answer = await world.ask(route, takes, dict(asker.headers))
            passed = is_received(answer) if asker.passes(takes) else is_refused(answer)
            assert passed, f"{route} with the {asker.name}: {answer.status_code} {answer.text[:200]}"


SPREAD = 3
"""Every route is tried by nobody and by a third of the others; all of them at all routes take half a minute."""


async def test_strangers_to_the_house_pass_nowhere(world: World) -> None:
    await turn_strangers_away(world, SPREAD)


@pytest.mark.prove
async def test_no_stranger_passes_at_any_route(world: World) -> None:
    await turn_strangers_away(world, 1)


async def turn_strangers_away(world: World, spread: int) -> None:
    """Nobody, somebody removed, and every session that is made up, spoiled, ended or too old."""
    nobody, others = {"Origin": HOST}, await strangers(world)
    before = await world.state()
    guarded = {
        route: takes for route, takes in DESK.items() if isinstance(takes.gate, Permission) or takes.gate is Gate.PERSON
    }
    for at, (route, takes) in enumerate(guarded.items()):
        for name, headers in [("nobody", nobody), *others[at % spread :: spread]]:
            answer = await world.ask(route, takes, headers)
            assert is_refused(answer), f"{route} by {name}: {answer.status_code}"
    assert await world.state() == before


async def strangers(world: World) -> list[tuple[str, dict[str, str]]]:
    good = await world.session(PEOPLE[Role.ADMIN])
    stale = await world.write(stale_sessions)
    return [
        ("a forged session", by_session("x" * 43)),
        ("an empty session", by_session("")),
        ("a spoiled session", by_session(good[:-1] + ("A" if good[-1] != "A" else "B"))),
        ("another case", by_session(good.swapcase())),
        *((name, by_session(token)) for name, token in stale.items()),
        ("an unknown key", {"Authorization": "Bearer twl_unknown"}),
        ("no key", {"Authorization": "Bearer "}),
        ("the operator for a removed person", {"Authorization": f"Bearer {KEY}", "X-Twolane-User": REMOVED.id}),
        ("a session for somebody else", by_session(good) | {"X-Twolane-User": DANA.id}),
    ]


async def test_another_merchants_admin_sees_and_changes_nothing_of_this_one(world: World) -> None:
    before = await world.state()
    for route, takes in DESK.items():
        if not isinstance(takes.gate, Permission):
            continue
        answer = await world.ask(route, takes, by_session(await world.session(STRANGER)))
        if route.startswith("POST /settings"):
            assert answer.status_code in (403, 404), route
        elif takes.owned:
            assert answer.status_code == 404, f"{route}: {answer.status_code}"
        told = ("Noah", "Tidewater") if takes.owned else ("Noah", "Tidewater", world.conversation_id)
        assert not any(one in answer.text for one in told), route
    assert await world.state() == before


async def test_a_change_comes_from_a_page_of_the_same_session(world: World) -> None:
    """Without the page's token, with another session's, and from another site, with a session that may everything."""
    before = await world.state()
    for route, takes in DESK.items():
        if route.split(" ")[0] not in UNSAFE or takes.gate in (Gate.SIGNED,):
            continue
        token = await world.session(PEOPLE[Role.ADMIN])
        other = await world.session(PEOPLE[Role.ADMIN])
        foreign = [by_session(token, origin=origin) for origin in ("https://evil.example", "null", "")]
        forged = [by_session(token, page_token=made) for made in ("", "x" * 64, page_token_of(other))]
        for headers in foreign if takes.gate in (Gate.PUBLIC, Gate.TOKEN) else foreign + forged:
            assert (await world.ask(route, takes, headers)).status_code == 403, f"{route} with {headers}"
    assert await world.state() == before


async def test_signed_routes_and_links_take_no_login_in_place_of_their_own(world: World) -> None:
    for route, takes in DESK.items():
        if takes.gate in (Gate.SIGNED, Gate.TOKEN):
            answer = await world.ask(route, takes, by_session(await world.session(PEOPLE[Role.ADMIN])))
            assert answer.status_code in (400, *REFUSED), f"{route}: {answer.status_code}"


async def test_the_demo_asks_for_the_same_permissions_of_whom_it_plays(world: World) -> None:
    for route, takes in reads_first(DEMO):
        if isinstance(takes.gate, Permission):
            for role, user in PEOPLE.items():
                answer = await world.ask(route, takes, {"X-Twolane-User": user.id}, demo=True)
                passed = is_received(answer) if takes.gate in GRANTS[role] else answer.status_code == 403
                assert passed, f"{route} as {role}: {answer.status_code} {answer.text[:200]}"


async def test_a_foreign_page_drives_no_route_of_the_demo(world: World) -> None:
    for route, takes in DEMO.items():
        if isinstance(takes.gate, Permission) or takes.gate is Gate.PERSON:
            for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
                assert (await world.ask(route, takes, headers, demo=True)).status_code == 403, route


async def test_an_idempotency_key_replayed_by_somebody_else_tells_and_sends_nothing(world: World) -> None:
    lead, admin = PEOPLE[Role.LEAD], PEOPLE[Role.ADMIN]
    path = f"/api/conversations/{world.conversation_id}/messages"
    body = {"body": "May I help you with the size?", "take_over": True}
    await world.write(lambda books: release(books, world.conversation_id))

    async def send(user: User) -> httpx.Response:
        headers = {"Authorization": f"Bearer {KEY}", "X-Twolane-User": user.id, "Idempotency-Key": "one"}
        return await world.client.post(path, json=body, headers=headers)

    first = await send(lead)
    assert first.status_code == 201
    before = await world.state()
    for user, status in ((admin, 409), (PEOPLE[Role.AUDITOR], 403), (STRANGER, 404), (REMOVED, 403)):
        replayed = await send(user)
        assert (replayed.status_code, "May I help" in replayed.text) == (status, False), user.name
    again = await send(lead)
    assert (again.status_code, again.json()["message"]["id"]) == (201, first.json()["message"]["id"])
    assert (await world.state())[2] == before[2]


def release(books: Books, conversation_id: str) -> None:
    """Give control back to the AI, whoever has it."""
    row = books.conversation(MERCHANT.id, conversation_id)
    assert row is not None
    holder = books.user(row.holder) if row.holder else None
    if holder is not None:
        hand_back(books, MERCHANT.id, conversation_id, holder, NOON)
