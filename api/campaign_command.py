"""Campaigns from the command line: what the operator asks for, over the ledger alone. A running worker sends them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from api.campaign_drafting import CampaignDrafting, CopyAsked, JudgedDraft
from api.campaign_office import CampaignAct, CampaignOffice, Wanted, campaign_in, tried, try_out
from api.ledgers import opened
from api.operator import merchant_named
from api.settings import Settings
from compliance.rulebook import load_rulebook
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.campaign import Campaign, Delivery
from conversation.clock import SystemClock
from conversation.errors import Unknown
from conversation.ledger import Books, Ledger, Reader
from conversation.segment import Segment
from flows.campaign_managing import CampaignPlan
from flows.segment import in_words, read_rules
from flows.segment_keeping import SegmentDesk


@asynccontextmanager
async def _office(settings: Settings, ledger: Ledger) -> AsyncIterator[CampaignOffice]:
    from api.wiring import open_shops

    clock = SystemClock()
    shops = open_shops(settings, ledger, clock)
    try:
        yield CampaignOffice(ledger, clock, load_rulebook(), shops.of)
    finally:
        await shops.close()


async def list_campaigns(settings: Settings, merchant: str) -> list[str]:
    """Tell every campaign of a merchant, the newest first. Raises Invalid, Unknown."""
    async with opened(settings) as ledger:
        rows = await ledger.read(lambda books: books.campaigns(merchant_named(books, merchant)))
    return [_told(row) for row in rows]


async def show_campaign(settings: Settings, merchant: str, campaign_id: str) -> list[str]:
    """Tell how far a campaign is, and why anybody was left out. Raises Invalid, Unknown."""

    def read(books: Reader) -> tuple[Campaign, Delivery]:
        return campaign_in(books, merchant_named(books, merchant), campaign_id)

    async with opened(settings) as ledger:
        row, delivery = await ledger.read(read)
    sent = (
        f"sent {delivery.sent}, delivered {delivery.delivered}, failed {delivery.failed}, answered {delivery.replied}"
    )
    return [_told(row), sent, *(f"left out {count}: {rule}" for rule, count in row.reasons.items())]


async def write_campaign(settings: Settings, merchant: str, plan: CampaignPlan) -> list[str]:
    """Keep a draft, and tell whom it reaches. Raises Invalid with the rule where it could not be lawful."""
    async with opened(settings) as ledger:
        merchant_id = await ledger.read(lambda books: merchant_named(books, merchant))
        async with _office(settings, ledger) as office:
            row = await office.create(Doer(OPERATOR), merchant_id, plan)
        return [_told(row), *await _reach(ledger, row)]


async def draft_copy(settings: Settings, merchant: str, brief: str, discount: int) -> list[str]:
    """Have the configured model draft texts, and tell each with its verdict. Raises Invalid, NoCopy, Unknown."""
    from api.configured_models import copy_writer

    async with opened(settings) as ledger:
        merchant_id = await ledger.read(lambda books: merchant_named(books, merchant))
        drafting = CampaignDrafting(ledger, SystemClock(), load_rulebook(), copy_writer(settings))
        try:
            made = await drafting.draft(Doer(OPERATOR), merchant_id, CopyAsked(brief, discount))
        finally:
            await drafting.close()
    kind = "a rehearsal, not an LLM" if made.is_rehearsal else made.model
    return [f"by {kind}, prompt {made.prompt_hash[:12]}", *map(_draft_told, made.drafts)]


async def list_segments(settings: Settings, merchant: str) -> list[str]:
    """Tell the kept segments, by name. Raises Invalid, Unknown."""
    async with opened(settings) as ledger:
        rows = await ledger.read(lambda books: books.segments(merchant_named(books, merchant)))
    return [f"{row.name}: {in_words(read_rules(row.rules))}" for row in rows]


async def keep_segment(settings: Settings, merchant: str, name: str, rules: str) -> list[str]:
    """Keep rules under a name, in the place of what it meant before. Raises Invalid, Unknown."""

    def keep(books: Books) -> Segment:
        desk = SegmentDesk(books, merchant_named(books, merchant), Doer(OPERATOR), SystemClock().now())
        return desk.keep(name, rules)

    async with opened(settings) as ledger:
        row = await ledger.write(keep)
    return [f"kept {row.name}: {in_words(read_rules(row.rules))}"]


async def rules_named(settings: Settings, merchant: str, name: str) -> str:
    """Return the rules of the segment that is kept under the name. Raises Invalid, Unknown."""
    async with opened(settings) as ledger:
        rows = await ledger.read(lambda books: books.segments(merchant_named(books, merchant)))
    found = next((row.rules for row in rows if row.name.casefold() == name.casefold()), None)
    if found is None:
        raise Unknown("segment", name)
    return found


async def try_segment(settings: Settings, merchant: str, rules: str, body: str, discount: int = 0) -> list[str]:
    """Tell whom a segment reaches and how the text would leave; nothing is written. Raises Invalid."""
    async with opened(settings) as ledger:
        merchant_id = await ledger.read(lambda books: merchant_named(books, merchant))
        return await _reach(ledger, tried(merchant_id, rules, body, SystemClock().now(), discount_percent=discount))


async def do_to_campaign(
    settings: Settings, merchant: str, campaign_id: str, act: CampaignAct, wanted: Wanted
) -> list[str]:
    """Review, schedule, start, pause, resume or cancel it. Raises Invalid, Conflict, Stale, Unknown."""
    async with opened(settings) as ledger:
        merchant_id = await ledger.read(lambda books: merchant_named(books, merchant))
        async with _office(settings, ledger) as office:
            return [_told(await office.do(Doer(OPERATOR), merchant_id, campaign_id, act, wanted))]


async def export_recipients(settings: Settings, merchant: str, campaign_id: str, target: Path) -> list[str]:
    """Write what became of every recipient to a CSV file. Raises Invalid, Unknown."""
    async with opened(settings) as ledger:
        merchant_id = await ledger.read(lambda books: merchant_named(books, merchant))
        await ledger.read(lambda books: campaign_in(books, merchant_id, campaign_id))
        count = -1
        with target.open("w", encoding="utf-8", newline="") as file:
            async with _office(settings, ledger) as office:
                async for line in office.csv_lines(merchant_id, campaign_id):
                    file.write(line)
                    count += 1
    return [f"{count} recipients in {target}"]


async def tag_file(settings: Settings, merchant: str, tag: str, file: Path) -> list[str]:
    """File the numbers of a list, one a line, under a tag; what is no number is told by its line. Raises Invalid."""
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    phones = tuple(line.strip() for line in lines if line.strip())
    async with opened(settings) as ledger:
        merchant_id = await ledger.read(lambda books: merchant_named(books, merchant))
        async with _office(settings, ledger) as office:
            kept, bad = await office.tag_numbers(OPERATOR, merchant_id, tag, phones)
    places = [at for at, line in enumerate(lines, start=1) if line.strip() in set(bad)]
    return [f"{kept} numbers have the tag {tag}", *(f"line {at}: no number in E.164" for at in places)]


async def _reach(ledger: Ledger, row: Campaign) -> list[str]:
    now, rulebook = SystemClock().now(), load_rulebook()
    trial = await ledger.read(lambda books: try_out(books, row, rulebook, now))
    reach = trial.reach
    told = [f"{reach.total} in the segment; of {reach.asked}: {reach.now} now, {reach.later} when their hours allow it"]
    told += [f"{count} left out: {rule}" for rule, count in reach.reasons.items()]
    return [*told, f"{trial.size.count} segments each: {trial.body.text}"]


def _draft_told(one: JudgedDraft) -> str:
    verdict = "allowed" if one.is_allowed else f"refused: {one.problem} ({one.rule}); {one.remedy}"
    return f"{one.draft.id} {verdict}, {one.segments} segments: {one.draft.body}"


def _told(row: Campaign) -> str:
    counts = f"planned {row.planned}, texted {row.texted}, left out {row.left_out}, waiting {row.waiting}"
    return f"{row.id} version {row.version} {row.state.value}: {row.name}; {counts}"
