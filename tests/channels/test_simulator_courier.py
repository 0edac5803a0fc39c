"""How the simulated network's webhooks reach us."""

import asyncio

import pytest
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from channels.carrier import CarrierStatus
from channels.form import Form
from channels.simulator_weather import Reject, RejectAt, Weather
from tests.channels.edge import (
    BUSINESS,
    SHOPPER,
    STATUS_URL,
    TEXT,
    Edge,
    Ticker,
    courier,
    inbounds,
    make,
    statuses,
)


async def test_a_persons_text_reaches_us_in_twilios_shape_with_a_signature_that_twilio_would_accept() -> None:
    simulator, edge = make(Ticker()), Edge()
    sid = simulator.text(SHOPPER, BUSINESS, "wie heißt’s? 👍 + & =", media_urls=("https://m.example/1",))
    assert await courier(simulator, edge).pump() == 1

    (request,) = edge.heard
    form = Form.read(request.body)
    assert request.url == "https://twolane.example/webhooks/simulator/sms"
    assert RequestValidator("token").validate(
        request.url, FormData(list(form.pairs)), request.headers["x-twilio-signature"]
    )
    assert {"AccountSid", "ApiVersion", "NumSegments", "SmsStatus", "MediaUrl0", "MediaContentType0"} <= dict(
        form.pairs
    ).keys()
    (inbound,) = inbounds(simulator, edge)
    assert (inbound.provider_id, inbound.from_, inbound.to) == (sid, SHOPPER, BUSINESS)
    assert (inbound.body, inbound.media_count) == ("wie heißt’s? 👍 + & =", 1)
    assert simulator.owed() == 0


async def test_a_sent_text_calls_back_as_sent_and_then_as_delivered() -> None:
    simulator, edge = make(Ticker()), Edge()
    receipt = await simulator.send(TEXT)
    await courier(simulator, edge).settle()
    assert [request.url for request in edge.heard] == [STATUS_URL, STATUS_URL]
    updates = statuses(simulator, edge)
    assert [update.status for update in updates] == [CarrierStatus.SENT, CarrierStatus.DELIVERED]
    assert {(update.provider_id, update.from_, update.to, update.error_code) for update in updates} == {
        (receipt.provider_id, BUSINESS, SHOPPER, None)
    }


async def test_a_phone_that_refuses_later_says_so_in_the_last_callback() -> None:
    simulator, edge = make(Ticker(), Weather(rejects=(Reject(SHOPPER, at=RejectAt.STATUS),))), Edge()
    await simulator.send(TEXT)
    await courier(simulator, edge).settle()
    last = statuses(simulator, edge)[-1]
    assert (last.status, last.error_code) == (CarrierStatus.UNDELIVERED, "21610")


async def test_a_network_with_a_block_list_names_the_keyword() -> None:
    simulator, edge = make(Ticker(), blocks=True), Edge()
    for body in ("STOP", "hello", "START"):
        simulator.text(SHOPPER, BUSINESS, body)
    await courier(simulator, edge).settle()
    assert [inbound.opt_out_type for inbound in inbounds(simulator, edge)] == ["STOP", None, "START"]


async def test_a_webhook_is_not_early() -> None:
    ticker, edge = Ticker(), Edge()
    simulator = make(ticker, Weather(delay=(2.0, 2.0)))
    simulator.text(SHOPPER, BUSINESS, "hello")
    post = courier(simulator, edge)
    ticker.seconds += 1.9
    assert await post.pump() == 0
    ticker.seconds += 0.1
    assert await post.pump() == 1


async def test_settling_does_not_wait() -> None:
    simulator, edge = make(Ticker(), Weather(delay=(3600.0, 7200.0))), Edge()
    simulator.text(SHOPPER, BUSINESS, "hello")
    assert await courier(simulator, edge).settle() == 1


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_the_delays_a_phones_webhooks_keep_their_order(seed: int) -> None:
    simulator, edge = make(Ticker(), Weather(delay=(0.0, 5.0), seed=seed)), Edge()
    for number in range(6):
        simulator.text(SHOPPER, BUSINESS, str(number))
    await courier(simulator, edge).settle()
    assert [inbound.body for inbound in inbounds(simulator, edge)] == list("012345")


async def test_order_is_kept_even_while_we_are_slow_and_phones_do_not_wait_for_each_other() -> None:
    simulator, edge = make(Ticker()), Edge()
    busy = most_busy = 0

    async def dawdle() -> None:
        nonlocal busy, most_busy
        busy += 1
        most_busy = max(most_busy, busy)
        await asyncio.sleep(0.005)
        busy -= 1

    edge.meanwhile = dawdle
    for number in range(4):
        for shopper in range(3):
            simulator.text(f"+1303555010{shopper}", BUSINESS, str(number))
    await courier(simulator, edge).settle()
    for shopper in range(3):
        heard = [text.body for text in inbounds(simulator, edge) if text.from_ == f"+1303555010{shopper}"]
        assert heard == list("0123")
    assert most_busy == 3


async def test_bad_weather_repeats_a_webhook_byte_for_byte() -> None:
    simulator, edge = make(Ticker(), Weather(repeat=1)), Edge()
    simulator.text(SHOPPER, BUSINESS, "hello")
    assert await courier(simulator, edge).settle() == 2
    first, second = edge.heard
    assert (first.body, first.headers) == (second.body, second.headers)


async def test_bad_weather_sometimes_reorders() -> None:
    first_words = set()
    for seed in range(20):
        simulator, edge = make(Ticker(), Weather(reorder=0.5, seed=seed)), Edge()
        await simulator.send(TEXT)
        await courier(simulator, edge).settle()
        updates = statuses(simulator, edge)
        assert {update.status for update in updates} == {CarrierStatus.SENT, CarrierStatus.DELIVERED}
        first_words.add(updates[0].status)
    assert first_words == {CarrierStatus.SENT, CarrierStatus.DELIVERED}


async def test_a_lost_status_never_comes_but_a_lost_text_comes_on_the_second_try() -> None:
    simulator, edge = make(Ticker(), Weather(lose=1)), Edge()
    await simulator.send(TEXT)
    simulator.text(SHOPPER, BUSINESS, "hello")
    assert await courier(simulator, edge).settle() == 2
    assert [inbound.body for inbound in inbounds(simulator, edge)] == ["hello"]
    assert simulator.dropped() == ()
