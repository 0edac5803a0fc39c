"""Live conversations, sampled and judged: each once, durably, without words, and as a played one would be."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from api.sample_world import MERCHANT as STAGED
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.alert import AlertKind
from conversation.clock import ScriptedClock
from conversation.conversation import Conversation
from conversation.erasing import Request, erase
from conversation.errors import Conflict
from conversation.ledger import Books, Ledger
from conversation.live_score import LiveScore, Violation
from conversation.message import Author, Body, Direction, Message, Purpose
from conversation.store_memory import MemoryLedger
from evals.faults.catalogue import chosen
from evals.live.judging import judge
from evals.live.production import open_production
from evals.live.recording import record_live
from evals.live.sampling import Sampling, sampling_of
from evals.live.scoring import JUDGED, Scoring
from evals.performing import Performer
from evals.score import score_one
from evals.suite import load_suite
from evals.transcript import Transcript
from tests.conversation.world import MERCHANT, NOW, SHOPPER, seed, talk_to

QUIET = timedelta(hours=12)
EVERY_ONE = Sampling(1.0, QUIET)
RECOVERY = load_suite("recovery").scenarios[0]


def number(place: int) -> str:
    return f"+1303555{place:04}"


def speak(books: Books, phone: str = SHOPPER, words: str = "Hi, your cart is saved.") -> str:
    """Let the AI have written one text to the shopper."""
    talk = talk_to(books, phone)
    text = Message(
        id=f"msg_{phone}",
        merchant_id=MERCHANT.id,
        conversation_id=talk.id,
        exchange_id=talk.exchange_id,
        seq=1,
        direction=Direction.OUT,
        author=Author.AI,
        body=Body(words, before="Tidewater's automated assistant here:", after="Reply STOP to opt out."),
        epoch=1,
        created_at=NOW,
        purpose=Purpose.REPLY,
        model="rehearsal",
        prompt_hash="abc",
    )
    books.add_message(text)
    books.save_conversation(replace(talk, last_seq=1))
    return talk.id


def scoring(ledger: Ledger, sampling: Sampling = EVERY_ONE) -> Scoring:
    return Scoring(ledger, ScriptedClock(NOW + 2 * QUIET), sampling)


async def scores_in(ledger: Ledger) -> tuple[LiveScore, ...]:
    return await ledger.read(lambda books: books.live_scores(MERCHANT.id, NOW - QUIET, 99))


async def test_a_conversation_that_went_quiet_is_judged_once_whoever_looks(ledger: Ledger) -> None:
    await ledger.write(seed)
    talk = await ledger.write(speak)
    assert await Scoring(ledger, ScriptedClock(NOW + QUIET / 2), EVERY_ONE).step() == 0
    assert await scoring(ledger).step() == 1
    assert await scoring(ledger).step() == 0
    [score] = await scores_in(ledger)
    assert (score.conversation_id, score.pack, score.model, score.texts) == (talk, "abc", "rehearsal", 1)
    assert score.scored_at == NOW + 2 * QUIET and score.tone["politeness"] >= 0
    assert "Hi" not in f"{score}" and SHOPPER not in f"{score}"


async def test_a_crash_before_it_is_kept_judges_it_again_and_two_at_once_keep_one(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ledger.write(seed)
    await ledger.write(speak)

    def crash(*_: object) -> None:
        raise Conflict("the power went out")

    with monkeypatch.context() as patch:
        patch.setattr("evals.live.scoring._tell", crash)
        with pytest.raises(Conflict):
            await scoring(ledger).step()
    assert await scores_in(ledger) == ()
    assert await ledger.read(lambda books: books.live_place(MERCHANT.id)) is None
    await scoring(ledger).step()
    before = await scores_in(ledger)
    [place] = [await ledger.read(lambda books: books.live_place(MERCHANT.id))]
    assert place is not None
    await ledger.write(lambda books: books.save_live_place(replace(place, conversation_id="")))
    assert await scoring(ledger).step() == 1, "as another process sees it that looked at the same moment"
    assert (await scores_in(ledger), len(before)) == (before, 1)


async def test_erasing_the_shopper_takes_the_score_along_and_none_comes_back(ledger: Ledger) -> None:
    await ledger.write(seed)
    await ledger.write(speak)
    await scoring(ledger).step()
    assert len(await scores_in(ledger)) == 1
    request = Request("dana", "asked")
    await ledger.write(lambda books: erase(books, MERCHANT.id, SHOPPER, request, lambda *_: "token", NOW + QUIET))
    assert await scores_in(ledger) == ()
    await Scoring(ledger, ScriptedClock(NOW + 9 * QUIET), EVERY_ONE).step()
    assert await scores_in(ledger) == ()


async def test_a_step_judges_few_and_the_next_goes_on_where_it_was() -> None:
    ledger = MemoryLedger()
    await ledger.write(seed)
    await ledger.write(lambda books: [speak(books, number(place)) for place in range(JUDGED + 3)])
    assert [await scoring(ledger).step() for _ in range(3)] == [JUDGED, 3, 0]
    assert len(await scores_in(ledger)) == JUDGED + 3


async def test_a_conversation_that_cannot_be_judged_is_passed_over_and_the_others_are_not(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ledger = MemoryLedger()
    await ledger.write(seed)
    broken, fine = await ledger.write(lambda books: [speak(books, number(place)) for place in (1, 2)])

    def judged(row: Conversation, transcript: Transcript, now: datetime) -> LiveScore | None:
        if row.id == broken:
            raise KeyError("cart")
        return judge(row, transcript, now)

    monkeypatch.setattr("evals.live.scoring.judge", judged)
    assert [await scoring(ledger).step() for _ in range(2)] == [2, 0]
    assert [score.conversation_id for score in await scores_in(ledger)] == [fine]
    assert f"{broken} could not be judged" in caplog.text


def test_sampling_goes_by_the_id_alone_and_a_higher_rate_takes_the_same_and_more() -> None:
    ids = [f"cvn_{number:05}" for number in range(4000)]
    few, more = ([one for one in ids if Sampling(rate, QUIET).takes(one)] for rate in (0.1, 0.3))
    assert set(few) < set(more)
    assert 340 <= len(few) <= 460 and 1100 <= len(more) <= 1300
    assert not any(Sampling(0.0, QUIET).takes(one) for one in ids)
    assert all(Sampling(1.0, QUIET).takes(one) for one in ids)


def test_the_demo_judges_everything_soon_and_elsewhere_the_settings_say() -> None:
    settings = Settings(_env_file=None, TWOLANE_EVALS_SAMPLE=0.2, TWOLANE_EVALS_QUIET_HOURS=3)
    assert sampling_of(settings) == Sampling(0.2, timedelta(hours=3))
    assert sampling_of(settings.model_copy(update={"demo": True})).rate == 1.0


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(RECOVERY.starts_at, settings=Settings(_env_file=None)) as opened:
        yield opened


async def played(stage: Stage) -> LiveScore:
    """Play on the stage, and return what that earned as a live conversation."""
    await Performer(stage, RECOVERY).perform()
    stage.clock.advance(2 * QUIET)
    house = stage.twolane.house
    await Scoring(house.ledger, stage.clock, EVERY_ONE).step()
    [score] = await house.ledger.read(lambda books: books.live_scores(STAGED.id, RECOVERY.starts_at, 9))
    return score


async def test_a_whole_conversation_earns_what_the_same_play_would(stage: Stage) -> None:
    score = await played(stage)
    ledger = stage.twolane.house.ledger
    row = await ledger.read(lambda books: books.conversation(STAGED.id, score.conversation_id))
    assert row is not None
    transcript = await ledger.read(lambda books: record_live(books, row))
    assert transcript is not None and transcript.by_ai[-1].prompt_hash == score.pack
    card = score_one(transcript).card()
    assert (score.violations, score.crashed) == ((), ())
    assert {*score.passed} == {result.check for result in card.results} >= {"introduction.automated", "hours.quiet"}
    assert score.tone.keys() == card.tone.keys()
    [series] = open_production(Settings(_env_file=None)).standing([score]).series
    assert (series.conversations, series.violated, series.rows) == (1, 0, ())


async def test_a_dropped_disclosure_is_found_and_leads_hear_of_it(stage: Stage) -> None:
    [fault] = chosen(names=("disclosure dropped",))
    with fault.planted("recovery"):
        score = await played(stage)
    assert "introduction.automated" in {violation.check for violation in score.violations}
    assert all(isinstance(one, Violation) and one.seq for one in score.violations)
    causes = await stage.twolane.house.ledger.write(lambda books: books.take_alert_causes(stage.clock.now(), 50))
    about = [cause for cause in causes if cause.kind is AlertKind.VIOLATED]
    assert [cause.conversation_id for cause in about] == [score.conversation_id]
