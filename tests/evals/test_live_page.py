"""The Evals page and its figures over REST: what a sample earned, beside what was blessed, for whoever may read it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.evaluating import Point
from api.pages.sparkline import sparkline
from api.run_reports import run_reports
from api.sample_world import DANA, MERCHANT
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.live_score import LiveScore, Violation
from conversation.merchant import Merchant
from evals.baseline import blessed, write_baseline
from evals.live.production import open_production
from evals.score import score_one, tally
from evals.sheet import sheet_of
from tests.evals.made import NOON, clean

SCORE = LiveScore(
    merchant_id=MERCHANT.id,
    conversation_id="cvn_1",
    quiet_since=NOON - timedelta(hours=30),
    scored_at=NOON,
    pack="hash",
    model="rehearsal",
    texts=2,
    passed=("link.own",),
    violations=(),
    crashed=(),
    tone={"length": 100.0, "emoji": 0.0},
)
AT_FAULT = replace(SCORE, conversation_id="cvn_2", passed=(), violations=(Violation("link.own", 3),))
OTHERS = replace(AT_FAULT, conversation_id="cvn_3", merchant_id="mer_2")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        house = opened.twolane.house
        baseline = tmp_path / "b.json"
        [pack] = tally(score_one(replace(clean(), scenario=f"{at}")).card() for at in range(4)).packs
        write_baseline(baseline, blessed(sheet_of("made", pack), "Dana", "the <b>first</b> words", NOON))
        settings = house.settings.model_copy(update={"evals_baseline": baseline})
        object.__setattr__(house, "evaluation", open_production(settings))
        other = Merchant("mer_2", "Saltmarsh", "saltmarsh.example", "help@saltmarsh.example", "America/Denver")
        await house.ledger.write(lambda books: books.save_merchant(other))
        await house.ledger.write(lambda books: [books.add_live_score(one) for one in (SCORE, AT_FAULT, OTHERS)])
        yield opened


async def test_the_page_tells_who_blessed_what_and_that_so_few_show_nothing(stage: Stage) -> None:
    page = (await stage.client.get("/evals", headers={"X-Twolane-User": DANA.id})).raise_for_status().text
    assert "<b>Dana</b> blessed recovery 1.0.0 (hash)" in page
    assert "the &lt;b&gt;first&lt;/b&gt; words" in page
    assert "4 of 4</span> plays of 4 scenarios as expected" in page
    assert "every conversation, once, when nothing has happened there for 5 minutes" in page
    assert 'class="state-inconclusive">inconclusive<' in page and "state-steady" not in page
    assert "The blessed prompt and model." in page and 'aria-label="one day: ' in page


async def test_what_is_at_fault_links_to_its_conversation_of_ones_own_merchants(stage: Stage) -> None:
    page = (await stage.client.get("/evals", headers={"X-Twolane-User": DANA.id})).text
    assert '<a href="/conversations/cvn_2">link.own by text 3</a>' in page
    assert "cvn_3" not in page and "/conversations/cvn_1" not in page
    assert '<b class="tabular">2</b> judged' in page


async def test_rest_tells_the_same(stage: Stage) -> None:
    told = (await stage.client.get("/api/evals/live", headers={"X-Twolane-User": DANA.id})).raise_for_status().json()
    assert (told["conversations"], told["violated"], told["rate"]) == (2, 1, 1.0)
    assert told["blessed"]["by"] == "Dana" and told["trouble"] is None
    assert [(one["conversation_id"], one["check"], one["seq"]) for one in told["findings"]] == [
        ("cvn_2", "link.own", 3)
    ]
    [series] = told["series"]
    assert series["is_blessed"] and {row["drift"] for row in series["rows"]} == {"inconclusive"}
    [own_links] = [row for row in told["checks"] if row["check"] == "link.own"]
    assert (own_links["looked_at"], own_links["violated"]) == (2, 1)


async def test_a_process_that_judges_nothing_says_so(stage: Stage) -> None:
    object.__setattr__(stage.twolane.house, "evaluation", None)
    page = (await stage.client.get("/evals")).raise_for_status().text
    assert "Nothing that judges live conversations is joined" in page
    assert (await stage.client.get("/api/evals/live")).json()["trouble"]


def test_a_sparkline_says_in_words_what_it_shows() -> None:
    days = [Point((NOON + timedelta(days=at)).date(), mean, 2) for at, mean in enumerate((1.0, 3.0, 2.0))]
    drawn = sparkline(days, 1.0, ".3g")
    assert 'aria-label="3 days: from 24 Nov 1 to 26 Nov 2"' in drawn
    assert 'points="4.0,24.0 60.0,4.0 116.0,14.0"' in drawn
    assert 'aria-label="no day"' in sparkline([], 0.0, ".3g")


async def test_reports_of_runs_open_alone_and_nothing_beside_them(stage: Stage, tmp_path: Path) -> None:
    runs, secret = tmp_path / "runs", tmp_path / "secret"
    for folder in (runs / "august prompt", runs / "none", secret):
        folder.mkdir(parents=True)
    (runs / "august prompt" / "report.html").write_text("<p>fine</p>", "utf-8")
    (secret / "report.html").write_text("secret", "utf-8")
    (runs / "link").symlink_to(secret)
    (runs / "none" / "report.html").symlink_to(secret / "report.html")
    house = stage.twolane.house
    object.__setattr__(house, "settings", house.settings.model_copy(update={"evals_runs": runs}))
    assert [one.run for one in run_reports(house.settings)] == ["august prompt"]
    page = (await stage.client.get("/evals")).text
    assert '<a href="/evals/runs/august%20prompt">august prompt</a>' in page and "/evals/runs/link" not in page
    answer = await stage.client.get("/evals/runs/august%20prompt")
    assert answer.text == "<p>fine</p>"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for other in ("link", "none", "..%2Fsecret", "%2e%2e%2fsecret", ".."):
        assert "secret" not in (await stage.client.get(f"/evals/runs/{other}", follow_redirects=True)).text[:200]
    assert (await stage.client.get("/evals/runs/link")).status_code == 404
