"""The example plug-in, installed as anybody would: its tool, carrier, shop, pack and check are there."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "own_shop"
LINES = 190

SHOWS = """
import asyncio, os
from channels.carrier import Outgoing
from channels.plugins import plugged_carriers
from evals.checks.plugins import all_checks
from prompts.renderer import load_pack
from tools.plugins import all_tools
from tools.shop_opening import ShopSite, plugged_shops

tools = {tool.name: tool for tool in all_tools()}
pack = load_pack("own_shop")
(carrier,) = plugged_carriers(os.environ, frozenset({"twilio"})).values()

async def main():
    from tests.tools.house import build_house, call
    context = (await build_house()).context()
    print(await call(tools["gift_wrap"], context), context.sources)
    receipt = await carrier.send(Outgoing("msg_1", "+18885550100", "+13035550111", "Hi!"))
    site = ShopSite(context.merchant, context.ledger, context.clock, {"codes": ("AUTUMN",)})
    stall = plugged_shops(frozenset())["stall"](site)
    print(await stall.find_wares("some honey", 1))
    print(receipt.status.value, await carrier.find(Outgoing("msg_2", "", "", ""), None))

asyncio.run(main())
print(pack.name, "gift_wrap" in pack.render("system").text, pack.phrase("thanks").text[:7])
print([check.id for check in all_checks()][-1])
"""


def test_it_is_short() -> None:
    files = [file for file in EXAMPLE.rglob("*") if file.suffix in (".py", ".toml", ".yaml", ".j2")]
    assert sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files) < LINES


def test_what_it_adds_is_found_once_it_is_installed(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="it is not installed (extra `test`)")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", str(tmp_path), str(EXAMPLE)], check=True, timeout=60)
    environment = {"PYTHONPATH": f"{tmp_path}:{ROOT}", "OWN_SHOP_NOTEBOOK": str(tmp_path / "texts"), "PATH": ""}
    ran = subprocess.run([sys.executable, "-c", SHOWS], env=environment, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    says, wares, carrier, pack, check = ran.stdout.splitlines()
    assert "$12.00 for this cart" in says and "gift_wrap: Gift wrapping costs" in says
    assert "title='Honey'" in wares
    assert carrier == "sent None"
    assert pack == "own_shop True You are"
    assert check == "own_shop.no_exclaiming"
    assert (tmp_path / "texts").read_text(encoding="utf-8") == "msg_1\t+13035550111\tHi!\n"
