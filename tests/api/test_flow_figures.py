"""What came of a flow: the list, its page, REST and Analytics say the same."""

from api.sample_world import MERCHANT
from api.stage import Stage, open_stage
from conversation.acts import Doer
from conversation.attribution_rule import AutomationRule
from conversation.flow_run import TriggerKind
from conversation.touch import Automation
from flows.attribution_setting import set_automation_rule
from tests.api.paper import words
from tests.flows.flow_stage import HOUR, NOON, SHOPPER, happens, switch_on
from tests.flows.flow_texts import any_flow

TRYING = any_flow(
    """
- split: hello
  variants:
    - name: short
      weight: 50
      steps: [{text: "Hi! Did you find all you were looking for?", name: brief}]
    - name: long
      weight: 50
      steps: [{text: "Hello! Did you find all that you were looking for?", name: wordy}]
  winner: {by: reply, after: 14 days}
- wait: 2 hours
- text: "Shall we help you find it?"
  name: second
""",
    trigger="back_in_stock",
    more="only_if: {consent: marketing}\n",
)
COUNTED = ("Sent", "Replied", "Opted out", "Orders", "Revenue")


async def _come_of_it(stage: Stage) -> None:
    """Two texts, an answer to the second, and an order."""
    await stage.consent(SHOPPER)
    await switch_on(stage, TRYING)
    await happens(stage, TriggerKind.BACK_IN_STOCK, "Trail Pack 40L")
    await stage.advance(2 * HOUR)
    await stage.text(SHOPPER.phone, "which one?")
    await stage.settle()
    await stage.buy(await stage.leave_cart(SHOPPER))
    await stage.settle()


async def test_every_step_and_variant_shows_what_analytics_counts_and_what_is_tried() -> None:
    async with open_stage(NOON) as stage:
        await _come_of_it(stage)
        told = (await stage.client.get(f"/api/merchants/{MERCHANT.id}/flows/any/figures")).json()
        report = (await stage.client.get(f"/api/merchants/{MERCHANT.id}/analytics")).json()
        table = next(one for one in report["tables"] if one["id"] == "texts")
        assert told["steps"] == [row[1:] for row in table["rows"] if row[0] == "Any"]
        assert [column["name"] for column in told["columns"]] == [one["name"] for one in table["columns"]][1:]
        at = {column["name"]: place for place, column in enumerate(told["columns"])}
        begun = {row[at["Step"]]: row[at["Variant"]] for row in told["steps"]}
        assert begun in [{"brief": "short", "second": "short"}, {"wordy": "long", "second": "long"}]
        sums = {name: sum(row[at[name]] for row in told["steps"]) for name in COUNTED}
        assert sums["Sent"] == 2 and sums["Replied"] == 2 and sums["Orders"] == 1 and sums["Revenue"] > 0
        assert sums == {name: told[name.lower().replace(" ", "_")] for name in COUNTED}
        (trial,) = told["trials"]
        assert trial["name"] == "A/B hello"
        assert trial["said"].startswith("short 50%, long 50%; the better one by reply takes over after 2 weeks.")
        page = words((await stage.client.get("/flows/any")).text)
        assert trial["said"] in page and "30 Oct" not in page
        listed = words((await stage.client.get("/flows")).text)
        assert "Any version 1 A/B: nobody yet" in listed or "Any version 1 A/B: no winner yet" in listed
        assert (await stage.client.get("/flows/any", params={"days": 0})).status_code == 422


async def test_who_is_held_out_is_said_in_words() -> None:
    async with open_stage(NOON) as stage:
        await switch_on(stage, TRYING)
        ledger, now = stage.twolane.house.ledger, stage.clock.now()
        rule = AutomationRule(MERCHANT.id, Automation.FLOW, "any", MERCHANT.settings.attribution, 10, now)
        await ledger.write(lambda books: set_automation_rule(books, rule, Doer("usr_dana")))
        page = words((await stage.client.get("/flows/any")).text)
        assert "Held out of this flow 10 % of those who would enter. Nobody has entered yet." in page
        assert "It texted nobody in these days." in page
