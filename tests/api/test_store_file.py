"""Loading a merchant from YAML."""

from pathlib import Path

import pytest

from api.link_switching import LinkWish, switch_links
from api.settings import Settings
from api.store_file import load_store, read_store, settings_of
from api.switching import switch
from conversation.autonomy import Autonomy, AutonomyPolicy, AutonomyWindow, Flow
from conversation.errors import Invalid
from conversation.escalation import EscalationTrigger, Priority
from conversation.spent import SpendLimits
from conversation.store_sql.opening import open_ledger

EXAMPLE = Path(__file__).parents[2] / "examples" / "store.yaml"


async def test_loading_twice_updates_one_merchant(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = await load_store(EXAMPLE, settings)
    changed = tmp_path / "store.yaml"
    changed.write_text(EXAMPLE.read_text().replace("offer_percent: 10", "offer_percent: 12"))
    again = await load_store(changed, settings)
    ledger = await open_ledger(settings.ledger_url)
    users = await ledger.read(lambda books: books.users())
    senders = await ledger.read(lambda books: books.senders(first.id))
    await ledger.close()
    assert again.id == first.id
    assert again.settings.offer_percent == 12
    assert [user.name for user in users] == ["Dana", "Omar"]
    assert [sender.phone for sender in senders] == ["+18885550199"]


def test_offer_limits_are_read(tmp_path: Path) -> None:
    path = tmp_path / "store.yaml"
    extra = "offer_ceiling_amount: 25.50\noffer_margin_floor_percent: 30\nperson_offer_ceiling_percent: 20\n"
    path.write_text(EXAMPLE.read_text().replace("offer_contact_limit: 3 ", "offer_contact_limit: 1 ") + extra)
    settings = settings_of(read_store(path))
    assert (settings.offer_ceiling_amount, settings.offer_margin_floor_percent) == (2550, 30)
    assert (settings.offer_contact_limit, settings.highest_ceiling_percent) == (1, 20)


def test_what_asks_for_a_person_is_read(tmp_path: Path) -> None:
    path = tmp_path / "store.yaml"
    extra = "high_value_cart: 500\nescalation_triggers:\n  - {name: allergies, phrases: [nut free], priority: high}\n"
    path.write_text(EXAMPLE.read_text() + extra)
    settings = settings_of(read_store(path))
    assert settings.high_value_cart == 50_000
    assert settings.escalation_triggers == (EscalationTrigger("allergies", ("nut free",), Priority.HIGH),)


async def test_a_new_merchant_starts_on_suggest_and_a_reload_keeps_what_was_chosen_and_the_operators_limit(
    tmp_path: Path,
) -> None:
    settings = Settings(data_dir=tmp_path)
    plain = tmp_path / "store.yaml"
    lines = EXAMPLE.read_text().splitlines(keepends=True)
    plain.write_text("".join(line for line in lines if not line.startswith(("autonomy:", "  default: suggest"))))
    assert (await load_store(plain, settings)).settings.autonomy.default is Autonomy.SUGGEST
    chosen = tmp_path / "chosen.yaml"
    windows = "  windows: [{mode: off, begins: '09:00', ends: '17:00', flows: [reply]}]\n"
    chosen.write_text(plain.read_text() + "autonomy:\n  default: auto\n" + windows)
    await load_store(chosen, settings)
    [limited] = await switch(settings, Autonomy.SUGGEST)
    assert "suggest at most" in str(limited)
    again = (await load_store(plain, settings)).settings.autonomy
    window = AutonomyWindow(Autonomy.OFF, "09:00", "17:00", flows=(Flow.REPLY,))
    assert again == AutonomyPolicy(Autonomy.AUTO, (window,), Autonomy.SUGGEST)
    other = tmp_path / "other.yaml"
    changed = plain.read_text().replace("your-brand.my", "other-brand.my").replace("+18885550199", "+18885550198")
    other.write_text(changed)
    assert (await load_store(other, settings)).settings.autonomy.ceiling is Autonomy.SUGGEST
    with pytest.raises(Invalid, match="shop"):
        await switch(settings, None, "nowhere.example")
    assert len(await switch(settings, None)) == 2


@pytest.mark.parametrize(
    ("extra", "field"),
    [
        ("offer_ceiling_amount: -1", "offer_ceiling_amount"),
        ("offer_margin_floor_percent: 100", "offer_margin_floor_percent"),
        ("person_offer_ceiling_percent: 5", "person_offer_ceiling_percent"),
        ("offer_percent: 40", "offer_percent"),
        ("high_value_cart: 0", "high_value_cart"),
        ("routing: by_name", "routing"),
        ("service: {high: {first_reply_minutes: 0, resolution_minutes: 9}}", "service.high.first_reply_minutes"),
        ("autonomy: {default: maybe}", "autonomy.default"),
        (
            "autonomy: {default: auto, windows: [{mode: off, begins: '25:00', ends: '01:00'}]}",
            "autonomy.windows.0.begins",
        ),
        ("escalation_triggers: [{name: calm, phrases: [STOP]}]", "escalation_triggers.0.phrases"),
        ("escalation_triggers: [{name: marks, phrases: ['??']}]", "escalation_triggers.0.phrases"),
        ("escalation_triggers: [{name: none, phrases: []}]", "escalation_triggers.0.phrases"),
        ("escalation_triggers: [{name: soon, phrases: [gift], priority: asap}]", "escalation_triggers.0.priority"),
    ],
)
def test_a_limit_that_makes_no_sense_is_named(tmp_path: Path, extra: str, field: str) -> None:
    path = tmp_path / "store.yaml"
    path.write_text(f"{EXAMPLE.read_text()}\n{extra}\n")
    with pytest.raises(Invalid) as caught:
        read_store(path)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("reply_grace_minutes: 15", "reply_grace_minutes"),
        ("support: help@your-brand.example", "support"),
        ("name: Your Brand", "name"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, line: str, field: str) -> None:
    broken = {"reply_grace_minutes: 15": "reply_grace_minutes: 99"}
    path = tmp_path / "store.yaml"
    path.write_text(EXAMPLE.read_text().replace(line, broken.get(line, "")))
    with pytest.raises(Invalid) as caught:
        read_store(path)
    assert caught.value.field == field


async def test_what_models_may_cost_is_read_and_kept_where_a_file_says_nothing(tmp_path: Path) -> None:
    settings, path = Settings(data_dir=tmp_path), tmp_path / "store.yaml"
    path.write_text(EXAMPLE.read_text() + "spend_limits: {turn: 0.05, day: 20}\n")
    limits = SpendLimits(50_000, None, 20_000_000)
    assert (await load_store(path, settings)).settings.spending == limits
    assert (await load_store(EXAMPLE, settings)).settings.spending == limits
    path.write_text(EXAMPLE.read_text() + "spend_limits: {turn: 30, day: 20}\n")
    with pytest.raises(Invalid, match="above that of a day"):
        read_store(path)


def test_amounts_of_money_are_in_the_shops_currency(tmp_path: Path) -> None:
    path = tmp_path / "store.yaml"
    amounts = "offer_ceiling_amount: 2500\nhigh_value_cart: 50000\n"
    path.write_text(EXAMPLE.read_text() + amounts + "shop: {kind: upload, currency: JPY, code_parameter: coupon}\n")
    settings = settings_of(read_store(path))
    assert (settings.offer_ceiling_amount, settings.high_value_cart) == (2500, 50_000)
    assert (settings.shop.kind, settings.shop.code_parameter) == ("upload", "coupon")


async def test_a_link_domain_tracks_links_until_it_is_switched_off_whatever_a_later_file_leaves_out(
    tmp_path: Path,
) -> None:
    settings, domain = Settings(data_dir=tmp_path), tmp_path / "domain.yaml"
    domain.write_text(EXAMPLE.read_text() + "link_domain: go.your-brand.example\n")
    on = (await load_store(domain, settings)).settings.links
    assert (on.is_on, on.address) == (True, "https://go.your-brand.example")
    assert (await load_store(EXAMPLE, settings)).settings.links == on
    assert "links leave as https://go.your-brand.example/l/..." in (await switch_links(settings, None, ""))[0]
    assert "as they are written" in (await switch_links(settings, LinkWish(False), ""))[0]
    off = (await load_store(EXAMPLE, settings)).settings.links
    assert (off.is_on, off.address) == (False, on.address)
