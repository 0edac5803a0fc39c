"""Who followed a link: programs that announce themselves or are too quick, and everybody else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conversation.message import Author, Purpose
from conversation.outbox import OutboxRow, OutboxState
from conversation.short_link import LinkClick, OpenedBy
from flows.clicks import Visit, judge, known_openers

NOON = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 "
    "Mobile/15E148 Safari/604.1"
)
BROWSER = {"user-agent": SAFARI, "accept-language": "en-US"}
APPLE_PREVIEW = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 "
    "Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0"
)
VISIT = Visit("GET", BROWSER, "here", NOON + MINUTE)
ROW = OutboxRow(
    *("msg_1", "mer_1", "cvn_1", "snd_1", "+13035550111", Author.AI, Purpose.REPLY, 1, OutboxState.SENT),
    *(NOON, NOON, NOON),
    claimed_at=NOON,
    settled_at=NOON + 5 * SECOND,
)
OTHER = LinkClick(
    "clk_1", "mer_1", "lnk_other", "con_1", "msg_1", NOON + MINUTE, NOON + MINUTE, OpenedBy.HUMAN, "a browser", "there"
)


def verdict(visit: Visit, known: tuple[LinkClick, ...] = ()) -> OpenedBy:
    return judge(visit, "lnk_1", ROW, known).by


@pytest.mark.parametrize(
    "agent",
    [
        SAFARI,
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile",
        SAFARI.replace("Safari/604.1", "Instagram 300.0.0.0"),
        "Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0",
        "Mozilla/5.0 (Linux; Android 13; SM-S901U) AppleWebKit/537.36 SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile",
    ],
)
def test_a_browser_is_a_person(agent: str) -> None:
    assert verdict(replace(VISIT, headers={**BROWSER, "user-agent": agent})) is OpenedBy.HUMAN


@pytest.mark.parametrize(
    "changed",
    [
        {"user-agent": APPLE_PREVIEW},
        {"user-agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
        {"user-agent": "Mozilla/5.0 AppleWebKit/537.36 (compatible; Googlebot/2.1) Chrome/131.0.0.0 Safari/537.36"},
        {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/131.0.0.0 Safari/537.36"},
        {"user-agent": "python-requests/2.32.3"},
        {"user-agent": ""},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"x-purpose": "preview"},
        {"x-moz": "prefetch"},
    ],
)
def test_what_announces_itself_is_a_bot(changed: dict[str, str]) -> None:
    assert verdict(replace(VISIT, headers={**BROWSER, **changed})) is OpenedBy.BOT


def test_a_browser_that_names_no_language_is_none() -> None:
    assert verdict(replace(VISIT, headers={"user-agent": SAFARI})) is OpenedBy.BOT


def test_asking_only_whether_the_link_is_there_is_no_click() -> None:
    assert verdict(replace(VISIT, method="HEAD")) is OpenedBy.BOT


@pytest.mark.parametrize(("after", "by"), [(0, "bot"), (1, "bot"), (1.001, "human"), (5.5, "bot"), (6.001, "human")])
def test_nobody_has_read_a_text_within_a_second_of_its_leaving_or_arriving(after: float, by: str) -> None:
    assert verdict(replace(VISIT, at=NOON + timedelta(seconds=after))) is OpenedBy(by)


def test_a_text_that_has_not_left_was_read_by_nobody() -> None:
    queued = replace(ROW, claimed_at=None, settled_at=None)
    assert judge(VISIT, "lnk_1", queued, ()).by is OpenedBy.BOT


def test_two_links_of_one_text_within_a_second_were_both_followed_by_a_program() -> None:
    soon = judge(replace(VISIT, at=OTHER.last_at + SECOND), "lnk_1", ROW, (OTHER,))
    later = judge(replace(VISIT, at=OTHER.last_at + 2 * SECOND), "lnk_1", ROW, (OTHER,))
    assert (soon.by, soon.also) == (OpenedBy.BOT, (OTHER,))
    assert (later.by, later.also) == (OpenedBy.HUMAN, ())


def test_the_same_link_twice_within_a_second_is_a_double_tap() -> None:
    twice = replace(OTHER, link_id="lnk_1")
    assert verdict(VISIT, (twice,)) is OpenedBy.HUMAN


def test_every_preview_names_its_source_and_is_found_by_small_letters() -> None:
    openers = known_openers()
    assert all(preview.source and preview.word == preview.word.lower() for preview in openers.previews)
    assert all(library == library.lower() for library in openers.libraries)
