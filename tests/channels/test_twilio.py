"""The Twilio adapter, beyond what every carrier promises."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from channels.carrier import CarrierStatus, Outgoing, Rejected, Unreachable
from channels.opt_out_words import TOLL_FREE_STOP_WORDS
from channels.twilio import TRIAL_PREFIX, Twilio, TwilioAccount
from conversation.clock import ScriptedClock
from tests.channels.fake_twilio import FakeTwilio, problem

NOW = datetime(2026, 11, 24, 17, 30, 15, 900_000, tzinfo=UTC)
ACCOUNT = TwilioAccount("AC1", "token")
TEXT = Outgoing("msg_1", "+18885550100", "+13035550111", "Your cart is still here.")


@pytest.fixture
def api() -> FakeTwilio:
    return FakeTwilio("AC1", "token", ScriptedClock(NOW))


@pytest.fixture
async def twilio(api: FakeTwilio) -> AsyncIterator[Twilio]:
    carrier = Twilio(ACCOUNT, api.transport())
    yield carrier
    await carrier.close()


async def test_a_text_is_posted_with_what_was_asked_and_no_more(api: FakeTwilio, twilio: Twilio) -> None:
    await twilio.send(TEXT)
    await twilio.send(replace(TEXT, body="50% + é 👍", status_callback="https://a.example/s?message=msg_1"))
    assert api.forms == [
        {"From": TEXT.from_, "To": TEXT.to, "Body": TEXT.body},
        {
            "From": TEXT.from_,
            "To": TEXT.to,
            "Body": "50% + é 👍",
            "StatusCallback": "https://a.example/s?message=msg_1",
        },
    ]


async def test_a_messaging_service_goes_beside_the_senders_own_number(api: FakeTwilio) -> None:
    carrier = Twilio(replace(ACCOUNT, messaging_service_sid="MG1"), api.transport())
    await carrier.send(TEXT)
    assert (api.forms[0]["From"], api.forms[0]["MessagingServiceSid"]) == (TEXT.from_, "MG1")
    await carrier.close()


async def test_a_service_that_picks_the_number_is_asked_without_one_and_its_text_is_found(api: FakeTwilio) -> None:
    carrier = Twilio(replace(ACCOUNT, messaging_service_sid="MG1", service_picks=True), api.transport())
    receipt = await carrier.send(TEXT)
    assert api.forms == [{"To": TEXT.to, "Body": TEXT.body, "MessagingServiceSid": "MG1"}]
    assert receipt.status is CarrierStatus.ACCEPTED
    assert await carrier.find(TEXT, NOW) == receipt
    await carrier.close()


async def test_pictures_are_named_one_by_one_in_their_order(api: FakeTwilio, twilio: Twilio) -> None:
    media = ("https://twolane.example/media/b.jpg?e=1&s=x", "https://twolane.example/media/a.png?e=1&s=y")
    await twilio.send(replace(TEXT, media=media))
    assert api.media == [list(media)]


async def test_what_twilio_answered_by_itself_is_never_taken_for_a_text_of_ours(
    api: FakeTwilio, twilio: Twilio
) -> None:
    api.keep(TEXT.from_, TEXT.to, TEXT.body, NOW, "outbound-reply")
    assert await twilio.find(TEXT, NOW) is None


async def test_an_api_key_signs_requests_in_the_tokens_place(api: FakeTwilio) -> None:
    keyed = FakeTwilio("SK1", "secret", ScriptedClock(NOW))
    keyed.path = api.path
    carrier = Twilio(replace(ACCOUNT, api_key="SK1", api_secret="secret"), keyed.transport())
    assert (await carrier.send(TEXT)).provider_id
    await carrier.close()


@pytest.mark.parametrize(
    ("event", "maybe_sent"),
    [
        (httpx.ConnectError("refused"), False),
        (httpx.ConnectTimeout("slow"), False),
        (httpx.PoolTimeout("busy"), False),
        (httpx.ReadTimeout("slow"), True),
        (httpx.WriteError("broken pipe"), True),
        (httpx.RemoteProtocolError("server disconnected"), True),
        (problem(429, 20429, "Too Many Requests"), False),
        (httpx.Response(429, text="slow down"), False),
        (problem(500, 20500, "Internal Server Error"), True),
        (httpx.Response(502, text="<html>Bad Gateway</html>"), True),
        (httpx.Response(503), True),
        (httpx.Response(408), True),
        (httpx.Response(201, text="not json"), True),
        (httpx.Response(201, json=[]), True),
        (httpx.Response(200, json={"sid": None}), True),
    ],
)
async def test_when_no_usable_answer_comes_it_says_honestly_whether_the_text_may_have_left(
    api: FakeTwilio, twilio: Twilio, event: Exception | httpx.Response, maybe_sent: bool
) -> None:
    api.before = event
    with pytest.raises(Unreachable) as trouble:
        await twilio.send(TEXT)
    assert trouble.value.maybe_sent is maybe_sent


@pytest.mark.parametrize(
    ("answer", "code", "permanent"),
    [
        (problem(400, 21614, "not mobile"), "21614", True),
        (problem(400, 99999, "brand new"), "99999", True),
        (problem(400, 30001, "queue overflow"), "30001", False),
        (problem(401, 20003, "Authenticate"), "20003", False),
        (problem(403, 20005, "Account not active"), "20005", False),
        (httpx.Response(404), "http_404", False),
        (httpx.Response(301, headers={"location": "https://elsewhere.example"}), "http_301", False),
    ],
)
async def test_a_refusal_carries_its_code_and_whether_to_try_again(
    api: FakeTwilio, twilio: Twilio, answer: httpx.Response, code: str, permanent: bool
) -> None:
    api.before = answer
    with pytest.raises(Rejected) as refusal:
        await twilio.send(TEXT)
    assert (refusal.value.code, refusal.value.permanent, refusal.value.opted_out) == (code, permanent, False)


async def test_a_wrong_token_is_a_refusal_that_another_setting_may_mend(api: FakeTwilio) -> None:
    carrier = Twilio(replace(ACCOUNT, auth_token="old"), api.transport())
    with pytest.raises(Rejected) as refusal:
        await carrier.send(TEXT)
    assert (refusal.value.code, refusal.value.permanent) == ("20003", False)
    await carrier.close()


async def test_finding_looks_through_pages_as_far_back_as_the_search_goes(api: FakeTwilio, twilio: Twilio) -> None:
    api.page_limit = 2
    wanted = api.keep(TEXT.from_, TEXT.to, TEXT.body, NOW)
    for minute in range(1, 6):
        api.keep(TEXT.from_, TEXT.to, f"later {minute}", NOW + timedelta(minutes=minute))
    found = await twilio.find(TEXT, since=NOW)
    assert found is not None and found.provider_id == wanted["sid"]


async def test_finding_does_not_take_an_older_text_of_the_same_words(api: FakeTwilio, twilio: Twilio) -> None:
    api.keep(TEXT.from_, TEXT.to, TEXT.body, NOW - timedelta(minutes=1))
    api.keep(TEXT.from_, "+13035550222", TEXT.body, NOW)
    api.keep("+18885550200", TEXT.to, TEXT.body, NOW)
    assert await twilio.find(TEXT, since=NOW) is None


async def test_finding_knows_a_trial_accounts_prefix_and_trimmed_ends(api: FakeTwilio, twilio: Twilio) -> None:
    api.keep(TEXT.from_, TEXT.to, TRIAL_PREFIX + TEXT.body, NOW)
    assert await twilio.find(replace(TEXT, body=TEXT.body + "\n"), since=NOW) is not None


async def test_finding_stops_at_the_first_page_that_is_too_old(api: FakeTwilio, twilio: Twilio) -> None:
    api.page_limit = 1
    for number in range(8):
        api.keep(TEXT.from_, TEXT.to, f"text {number}", NOW - timedelta(hours=1))
    assert await twilio.find(TEXT, since=NOW) is None


async def test_finding_gives_up_rather_than_call_a_text_unsent(api: FakeTwilio, twilio: Twilio) -> None:
    api.page_limit = 1
    for number in range(8):
        api.keep(TEXT.from_, TEXT.to, f"text {number}", NOW)
    with pytest.raises(Unreachable):
        await twilio.find(TEXT, since=NOW)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(401, json={"code": 20003}),
        httpx.Response(500),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"messages": None}),
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("refused"),
    ],
)
async def test_a_search_that_fails_says_that_nothing_was_learnt(answer: Exception | httpx.Response) -> None:
    def respond(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    carrier = Twilio(ACCOUNT, httpx.MockTransport(respond))
    with pytest.raises(Unreachable) as trouble:
        await carrier.find(TEXT, since=NOW)
    assert trouble.value.maybe_sent
    await carrier.close()


async def test_rows_that_cannot_be_read_are_passed_over(twilio: Twilio) -> None:
    rows = ["?", {}, {"sid": "SM1", "body": TEXT.body, "date_created": "yesterday"}]
    answer = httpx.Response(200, json={"messages": rows, "next_page_uri": None})
    carrier = Twilio(ACCOUNT, httpx.MockTransport(lambda _: answer))
    assert await carrier.find(TEXT, since=NOW) is None
    await carrier.close()


@pytest.mark.parametrize("body", ["STOP", "stop", " Stop\n", "REVOKE", "optout", "END"])
def test_twilio_answers_its_own_keywords(body: str, twilio: Twilio) -> None:
    assert twilio.confirms_opt_out(body)


@pytest.mark.parametrize("body", ["STOP please", "stop.", "opt out", "", "no more", "START"])
def test_twilio_answers_nothing_else(body: str, twilio: Twilio) -> None:
    assert not twilio.confirms_opt_out(body)


async def test_a_toll_free_number_answers_stop_only() -> None:
    carrier = Twilio(replace(ACCOUNT, stop_words=TOLL_FREE_STOP_WORDS))
    assert carrier.confirms_opt_out("stop") and not carrier.confirms_opt_out("CANCEL")
    await carrier.close()


def test_secrets_do_not_show() -> None:
    account = TwilioAccount("AC1", "s3cret", api_key="SK1", api_secret="s3cret", webhook_key="s3cret")
    assert "s3cret" not in repr(account)
