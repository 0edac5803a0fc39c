"""Prompt packs on the Agent page: chosen, or tried by weight, and spoken by from the next turn on."""

from api.sample_world import MERCHANT
from api.stage import open_stage
from conversation.autonomy import Flow
from conversation.pack_variant import PackVariant
from prompts.renderer import load_pack, shipped_packs
from tests.api.pages import NOAH, NOON, begin
from tests.api.paper import words

FORM = {"merchant": MERCHANT.id, "chosen": "recovery", "packs": ["recovery", "recovery_brief"]}


async def test_weights_are_kept_and_each_flow_speaks_by_its_own_pack() -> None:
    async with open_stage(NOON) as stage:
        answer = await stage.client.post("/agent/packs", data=FORM | {"reply": ["0", "2"], "reminder": ["1", "0"]})
        page = words(answer.text)
        assert answer.status_code == 200 and "0% of replies, 100% of reminders" in page
        assert all(change.says in page for name in shipped_packs() for change in load_pack(name).changelog)
        merchant = await stage.twolane.house.ledger.read(lambda books: books.merchant(MERCHANT.id))
        assert merchant is not None
        assert merchant.settings.pack_variants == (
            PackVariant("recovery_brief", 2, Flow.REPLY),
            PackVariant("recovery", 1, Flow.REMINDER),
        )
        ref = await begin(stage, "what's in my cart?")
        hashes = await stage.twolane.house.ledger.read(
            lambda books: [one.prompt_hash for one in books.messages(MERCHANT.id, ref) if one.prompt_hash]
        )
        assert hashes == [load_pack("recovery").hash, load_pack("recovery_brief").hash], NOAH.phone
        wrong = await stage.client.post(
            "/agent/packs", data=FORM | {"chosen": "x", "reply": [0, 0], "reminder": [0, 0]}
        )
        assert (wrong.status_code, "no pack 'x'" in words(wrong.text)) == (422, True)


def test_every_shipped_pack_says_what_its_version_changed() -> None:
    for name in shipped_packs():
        pack = load_pack(name)
        assert pack.changelog[0].version == pack.version
        assert all(change.says and change.date for change in pack.changelog)
