"""Nobody makes the house knock at doors inside."""

import socket
from typing import Any

import pytest

from api.alerts.addresses import NotResolved, is_public, parse_url, place_of
from api.alerts.courier import Refused
from api.alerts.posting import Poster
from conversation.errors import Invalid
from tests.api.alerts.receiver import receiving


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2002:a00:1::1",
    ],
)
def test_an_address_inside_is_not_public_however_it_is_written(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://hooks.example/x", "not https"),
        ("https://127.0.0.1/x", "not public"),
        ("https://[::1]:8443/x", "not public"),
        ("https://user:secret@hooks.example/", "password"),
        ("ftp://hooks.example/", "no web address"),
        ("hooks.example/x", "no web address"),
        ("https:///x", "no web address"),
        ("https://hooks.example:0/", "no web address"),
        ("https://hooks.example:port/", "no address"),
    ],
)
def test_what_may_not_be_posted_to_is_refused_with_a_remedy(url: str, told: str) -> None:
    with pytest.raises(Invalid, match=told) as caught:
        parse_url(url, may_be_private=False)
    assert caught.value.field == "url" and caught.value.remedy and "secret" not in str(caught.value)


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    async def getaddrinfo(loop: Any, host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", getaddrinfo)


@pytest.mark.parametrize("addresses", [("10.0.0.7",), ("93.184.215.14", "127.0.0.1")])
async def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]) -> None:
    leads_to(monkeypatch, *addresses)
    with pytest.raises(Invalid, match="TWOLANE_ALERTS_TO_PRIVATE"):
        await place_of("https://inside.example/x", may_be_private=False)


async def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    leads_to(monkeypatch, "93.184.215.14")
    place = await place_of("https://hooks.example/services/x?y=1", may_be_private=False)
    assert (place.url, place.host) == ("https://93.184.215.14:443/services/x?y=1", "hooks.example")


async def test_a_name_without_an_address_may_have_one_later() -> None:
    with pytest.raises(NotResolved):
        await place_of("https://nowhere.invalid/", may_be_private=False)


async def test_nothing_reaches_a_server_inside() -> None:
    async with receiving() as receiver:
        poster = Poster.open(may_be_private=False)
        for url in (receiver.url, receiver.url.replace("http:", "https:").replace("127.0.0.1", "localhost")):
            outcome = await poster.post(url, b"x", {})
            assert isinstance(outcome, Refused) and "TWOLANE_ALERTS_TO_PRIVATE" in outcome.why
        await poster.close()
        assert receiver.posts == []
