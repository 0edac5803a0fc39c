"""The operator connects a shop from the command line."""

import asyncio
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.doctor import CHECKS
from api.settings import Settings
from api.shops.connecting import connecting
from conversation.errors import Misconfigured
from conversation.shop_choice import ShopChoice
from tools.sample_catalog import SAMPLE_DOMAIN
from twolane import app

STORE = """
name: Shop
shop_domain: shop.example
support: help@shop.example
timezone: UTC
numbers: [{phone: '+18885550100', kind: toll_free, registration: verified}]
"""


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWOLANE_DATA_DIR", "data")
    monkeypatch.setenv("TWOLANE_PUBLIC_URL", "https://texts.example")
    (tmp_path / "store.yaml").write_text(STORE)
    run("load", "store.yaml")
    return tmp_path


def run(*words: str, typed: str = "", exit_code: int = 0) -> str:
    done = CliRunner().invoke(app, list(words), input=typed)
    assert done.exit_code == exit_code, f"{words}: {done.output} {done.exception!r}"
    return done.output


def test_a_shop_is_connected_without_a_secret_being_shown_and_a_loaded_file_leaves_it(loaded: Path) -> None:
    connect = ("shop", "connect", "--kind", "woocommerce", "--url", "https://shop.example/")
    said = run(*connect, "--secrets-stdin", typed="consumer_key=ck_1\nconsumer_secret=cs_1\nwebhook_secret=w=1\n")
    assert said.splitlines() == (shown := run("shop", "show").splitlines())
    assert shown[0] == "Shop: woocommerce https://shop.example"
    assert shown[1] == "secrets: consumer_key (1), consumer_secret (1), webhook_secret (1)"
    assert shown[2].startswith("webhooks: https://texts.example/webhooks/woocommerce/mer_")
    assert "cs_1" not in said
    run("load", "store.yaml")
    assert run("shop", "show").splitlines() == shown
    assert '"w=1"' in (loaded / "data" / "shop-secrets.json").read_text()


def test_a_secret_is_rotated_and_all_else_of_the_shop_stays(loaded: Path) -> None:
    told = ("--kind", "woocommerce", "--url", "https://shop.example", "--consent-field", "_sms")
    run("shop", "connect", *told, "--secrets-stdin", typed="webhook_secret=old\n")
    said = run("shop", "connect", "--secrets-stdin", typed="webhook_secret=new\nwebhook_secret=old\n").splitlines()
    assert said[:2] == ["Shop: woocommerce https://shop.example", "secrets: webhook_secret (2)"]

    async def kept() -> ShopChoice:
        async with connecting(Settings()) as desk:
            return (await desk.merchant("")).settings.shop

    assert asyncio.run(kept()) == ShopChoice("woocommerce", "https://shop.example", consent_field="_sms")
    run("shop", "connect", "--kind", "upload", "--currency", "CAD")
    assert asyncio.run(kept()) == ShopChoice("upload", currency="CAD"), "what was the other kind's is gone"


def test_a_shop_over_plain_http_is_refused_with_the_remedy(loaded: Path) -> None:
    done = CliRunner().invoke(
        app, ["shop", "connect", "--kind", "woocommerce", "--url", "http://shop.example", "--secrets-stdin"]
    )
    assert done.exit_code != 0 and "write https://" in f"{done.output}{done.exception}"


def test_a_file_is_tried_then_taken_in_and_every_note_is_written_down(loaded: Path) -> None:
    run("shop", "connect", "--kind", "upload", "--currency", "USD")
    (loaded / "codes.csv").write_text("code,percent\nTEN,10\nNONE,\nELEVEN,11\n")
    command = ("shop", "upload", "codes.csv", "--kind", "codes", "--report", "report.csv")
    tried = run(*command, "--dry-run", exit_code=1)
    assert "line 3: percent: it is empty" in tried
    assert "tried, nothing was changed: 2 of 3 rows kept, 1 left out" in tried
    assert run(*command, exit_code=1).splitlines()[-1] == "2 of 3 rows kept, 1 left out"
    lines = (loaded / "report.csv").read_text().splitlines()
    assert lines[0] == "line,field,kept,problem,remedy" and lines[1].startswith("3,percent,no,")
    (loaded / "codes.csv").write_text("code,percent\nTEN,10\n")
    run("shop", "upload", "codes.csv", "--kind", "codes")


def test_a_shop_is_read_now_and_shown_how_far(loaded: Path) -> None:
    (loaded / "store.yaml").write_text(
        STORE.replace("shop.example", SAMPLE_DOMAIN, 1).replace("'+18885550100'", "'+18885550101'")
    )
    run("load", "store.yaml")
    named = ("--merchant", SAMPLE_DOMAIN)
    said = run("shop", "sync", "products", *named)
    assert re.search(r"^products +done +\d+ read +0 aside +known up to 20", said, re.MULTILINE), said
    assert run("shop", "status", *named).splitlines()[-1] == "webhooks: nobody has looked yet: twolane shop subscribe"
    assert "twolane shop show" in run("shop", "subscribe", *named, exit_code=1)


async def test_doctor_opens_every_shop_and_names_what_is_missing(loaded: Path) -> None:
    settings = Settings(_env_file=None, data_dir=loaded / "data")
    with pytest.raises(Misconfigured, match="myshopify"):
        await CHECKS["shops"](settings)
    async with connecting(settings) as desk:
        await desk.connect("", ShopChoice("woocommerce", "https://shop.example"), {})
        with pytest.raises(Misconfigured, match="keep 'consumer_key'"):
            await CHECKS["shops"](settings)
        await desk.connect("", ShopChoice("upload"), {})
    assert (await CHECKS["shops"](settings)).fact == "Shop: upload"
