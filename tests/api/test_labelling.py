"""Label sets, and the page that fills them: what people say is kept, each for themselves, and can be taken along."""

from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.labelling.item import Item, Line, in_turns
from api.labelling.label import Label, newest, read_csv, read_jsonl, to_csv, to_line
from api.labelling.label_set import LABELS, LabelSet, sets_in, write_items
from api.pages.evals_labels import label_folder
from api.sample_world import DANA, MERCHANT, OMAR
from api.settings import Settings
from api.stage import Stage
from conversation.errors import Invalid, Unknown
from tests.api.desk import open_desk

NOON = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
WORDS = "Would you like the link?"


def item(number: int, stratum: str = "recovery") -> Item:
    return Item("made", stratum, (Line(1, "shopper", f"is {number} in stock?"), Line(2, "assistant", WORDS)))


ITEMS = tuple(item(number) for number in range(3))


def label(one: Item, level: str = "polite", rater: str = "usr_dana") -> Label:
    return Label(one.id, "polite", level, rater, NOON)


def append_many(folder: Path, rater: str) -> None:
    held = LabelSet(folder)
    for _ in range(25):
        held.append(*(label(one, rater=f"{rater} {number}") for number, one in enumerate(held.items())))


def test_raters_of_several_processes_lose_no_label(tmp_path: Path) -> None:
    held = write_items(tmp_path / "first", ITEMS)
    with ProcessPoolExecutor(3, mp_context=get_context("fork")) as pool:
        list(pool.map(append_many, [held.folder] * 3, ("a", "b", "c")))
    lines = (held.folder / LABELS).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3 * 25 * 3 and len(held.labels()) == 9


def test_a_line_that_a_lost_machine_cut_off_takes_nothing_with_it(tmp_path: Path) -> None:
    held = write_items(tmp_path / "first", ITEMS)
    held.append(label(ITEMS[0]))
    with (held.folder / LABELS).open("ab") as file:
        file.write(to_line(label(ITEMS[1])).encode()[:40])
    assert held.labels() == (label(ITEMS[0]),)
    held.append(label(ITEMS[2]))
    assert held.labels() == (label(ITEMS[0]), label(ITEMS[2]))


def test_a_set_keeps_its_labels_when_items_are_added_and_takes_none_of_other_sets(tmp_path: Path) -> None:
    held = write_items(tmp_path / "first", ITEMS[:1])
    held.append(label(ITEMS[0]))
    with pytest.raises(Unknown):
        held.append(label(ITEMS[1]))
    assert len(write_items(tmp_path / "first", ITEMS).items()) == 3
    assert held.labels() == (label(ITEMS[0]),)
    assert [one.name for one in sets_in(tmp_path)] == ["first"]
    with pytest.raises(Invalid, match="no name of a label set"):
        write_items(tmp_path / "../first!", ITEMS)


def test_the_hash_of_labels_changes_with_what_is_said_and_not_with_what_is_skipped(tmp_path: Path) -> None:
    held = write_items(tmp_path / "first", ITEMS)
    held.append(label(ITEMS[0]))
    before = held.hash("polite")
    held.append(label(ITEMS[1], ""))
    assert held.hash("polite") == before
    held.append(label(ITEMS[0], "rude"))
    assert held.hash("polite") != before


def test_strata_take_turns() -> None:
    items = in_turns(tuple(item(number, "big" if number < 6 else "small") for number in range(8)))
    assert [one.stratum for one in items[:4]] == ["big", "small", "big", "small"]


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=20)), max_size=6))
def test_labels_survive_both_exports(texts: list[tuple[str, str]]) -> None:
    labels = tuple(
        Label(ITEMS[0].id, "polite", "rude", f"r{at} {rater.replace(chr(13), '')}", NOON, quote.replace("\r", ""))
        for at, (rater, quote) in enumerate(texts)
    )
    assert read_jsonl("".join(map(to_line, labels))) == labels
    assert read_csv(to_csv(labels)) == labels


def test_what_is_no_label_is_told_by_its_line() -> None:
    good = to_line(label(ITEMS[0]))
    for bad, why in ((to_line(label(ITEMS[0], "superb")), "no level"), ("{}\n", "no label")):
        with pytest.raises(Invalid, match=f"line 2.*{why}"):
            read_jsonl(good + bad)
    with pytest.raises(Invalid, match="no column 'dimension'"):
        read_csv("item,level\n")


def test_the_last_word_of_a_rater_counts() -> None:
    first, last, other = label(ITEMS[0]), label(ITEMS[0], "rude"), label(ITEMS[0], rater="usr_omar")
    assert newest((first, other, last)) == (last, other)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_desk(Settings(_env_file=None, data_dir=tmp_path)) as opened:
        write_items(label_folder(opened.twolane.house.settings, MERCHANT.id) / "first", ITEMS)
        yield opened


@pytest.fixture
async def client(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(stage.twolane.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver", follow_redirects=True) as opened:
        yield opened


BASE = f"/evals/labels/{MERCHANT.id}/first"


def by(user_id: str) -> dict[str, str]:
    return {"X-Twolane-User": user_id}


async def test_people_label_for_themselves_and_their_agreement_is_shown(
    stage: Stage, client: httpx.AsyncClient
) -> None:
    for person, levels in ((DANA.id, ("polite", "polite", "rude")), (OMAR.id, ("polite", "rude", "rude"))):
        for one, level in zip(in_turns(ITEMS), levels, strict=True):
            page = await client.get(f"{BASE}/polite", headers=by(person))
            assert f'value="{one.id}"' in page.text
            form = {"item": one.id, "level": level, "quote": "Would you like"}
            page = await client.post(f"{BASE}/polite", data=form, headers=by(person))
        assert "You are through" in page.text
    page = await client.get("/evals/labels", headers=by(DANA.id))
    assert "3 of 3" in page.text and 'kappa <b class="tabular">0.40</b>' in page.text
    table = (await client.get(f"{BASE}.csv", headers=by(DANA.id))).text
    assert len(read_csv(table)) == 6 and {one.quote for one in read_csv(table)} == {"Would you like"}


async def test_labels_of_others_are_taken_in_whole_or_not_at_all(stage: Stage, client: httpx.AsyncClient) -> None:
    good = [replace(label(one), rater="elsewhere") for one in ITEMS[:2]]
    files = {"file": ("labels.csv", to_csv([*good, label(item(9))]))}
    refused = await client.post(BASE, files=files, headers=by(DANA.id))
    assert refused.status_code == 422 and "Nothing was taken in" in refused.text
    taken = await client.post(BASE, files={"file": ("labels.csv", to_csv(good))}, headers=by(DANA.id))
    assert "2 labels were taken in" in taken.text
    assert len((await client.get(f"{BASE}.jsonl", headers=by(DANA.id))).text.splitlines()) == 2


async def test_evidence_must_have_been_said_and_levels_must_be_the_rubrics(
    stage: Stage, client: httpx.AsyncClient
) -> None:
    for form, why in (
        ({"level": "polite", "quote": "is 1 in stock?"}, "did not say that"),
        ({"level": "9"}, "no level"),
    ):
        answer = await client.post(f"{BASE}/polite", data={"item": ITEMS[1].id, **form}, headers=by(DANA.id))
        assert answer.status_code == 422 and why in answer.text
    assert (await client.get(f"{BASE}/charming", headers=by(DANA.id))).status_code == 404
    assert (await client.get(f"/evals/labels/{MERCHANT.id}/second/polite", headers=by(DANA.id))).status_code == 404
