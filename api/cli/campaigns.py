"""`twolane campaigns`: one text to a segment."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Campaigns: write, review, schedule, start, pause, cancel.", no_args_is_help=True)

Merchant = Annotated[str, typer.Option(help="An id, shop domain or name; by default the only merchant.")]
Folder = Annotated[Path | None, typer.Option("--data-dir", help="Where the ledger is; by default as in the settings.")]
Rules = Annotated[Path | None, typer.Option(help="A file with the segment's rules, YAML or JSON; without, everybody.")]
Kept = Annotated[str, typer.Option("--segment", help="A kept segment's name, in the place of --rules.")]
Body = Annotated[str, typer.Option(help="The text; {first_name}, {brand} and {link:NAME} are filled in.")]
Discount = Annotated[int, typer.Option(help="Percent off for everybody, by one code: {discount_code}.")]
CampaignId = Annotated[str, typer.Argument(help="The campaign's id, as `list` shows it.")]


@app.command("list")
def list_all(merchant: Merchant = "", data_dir: Folder = None) -> None:
    """List the campaigns, the newest first."""
    from api.campaign_command import list_campaigns
    from api.settings import settings_in

    _tell(asyncio.run(list_campaigns(settings_in(data_dir), merchant)))


@app.command()
def show(campaign: CampaignId, merchant: Merchant = "", data_dir: Folder = None) -> None:
    """Tell how far a campaign is, and why anybody was left out."""
    from api.campaign_command import show_campaign
    from api.settings import settings_in

    _tell(asyncio.run(show_campaign(settings_in(data_dir), merchant, campaign)))


@app.command()
def reach(
    body: Body = "",
    rules: Rules = None,
    segment: Kept = "",
    discount: Discount = 0,
    merchant: Merchant = "",
    data_dir: Folder = None,
) -> None:
    """Tell whom a segment reaches, and why others are not; nothing is written."""
    from api.campaign_command import try_segment
    from api.settings import settings_in

    text = _rules(rules, segment, merchant, data_dir)
    _tell(asyncio.run(try_segment(settings_in(data_dir), merchant, text, body, discount)))


@app.command()
def create(
    name: Annotated[str, typer.Option(help="What you call it.")],
    body: Body,
    rules: Rules = None,
    segment: Kept = "",
    discount: Discount = 0,
    hold_out: Annotated[int, typer.Option(help="Percent who are not texted, to compare with.")] = 0,
    draft: Annotated[str, typer.Option(help="The AI's draft that the words come from, as `draft` shows it.")] = "",
    picture: Annotated[str, typer.Option(help="The id of a picture that `POST /api/media` has taken.")] = "",
    merchant: Merchant = "",
    data_dir: Folder = None,
) -> None:
    """Keep a draft. One that could be lawful for nobody is refused, with the rule and a remedy."""
    from api.campaign_command import write_campaign
    from api.settings import settings_in
    from flows.campaign_managing import CampaignPlan

    text = _rules(rules, segment, merchant, data_dir)
    plan = CampaignPlan(
        name, text, body, hold_out_percent=hold_out, media_id=picture, discount_percent=discount, draft_id=draft
    )
    _tell(asyncio.run(write_campaign(settings_in(data_dir), merchant, plan)))


@app.command()
def draft(
    brief: Annotated[str, typer.Argument(help="What the text is about; the drafts say nothing else.")],
    discount: Discount = 0,
    merchant: Merchant = "",
    data_dir: Folder = None,
) -> None:
    """Have the configured model draft two or three texts, each judged as the campaign will be. Nothing is sent."""
    from api.campaign_command import draft_copy
    from api.settings import settings_in

    _tell(asyncio.run(draft_copy(settings_in(data_dir), merchant, brief, discount)))


@app.command()
def segments(merchant: Merchant = "", data_dir: Folder = None) -> None:
    """List the kept segments."""
    from api.campaign_command import list_segments
    from api.settings import settings_in

    _tell(asyncio.run(list_segments(settings_in(data_dir), merchant)))


@app.command()
def keep(
    name: Annotated[str, typer.Argument(help="What the segment is called; --segment picks it by this.")],
    rules: Rules = None,
    merchant: Merchant = "",
    data_dir: Folder = None,
) -> None:
    """Keep a segment's rules under a name, in the place of what it meant before."""
    from api.campaign_command import keep_segment
    from api.settings import settings_in

    text = rules.read_text(encoding="utf-8") if rules else ""
    _tell(asyncio.run(keep_segment(settings_in(data_dir), merchant, name, text)))


@app.command()
def review(
    campaign: CampaignId,
    version: Annotated[int, typer.Option(help="The version that you read.")],
    merchant: Merchant = "",
    data_dir: Folder = None,
) -> None:
    """Note that a person read this version and lets it be sent."""
    _do(campaign, "review", merchant, data_dir, version=version)


@app.command()
def schedule(
    campaign: CampaignId,
    day: Annotated[str, typer.Option(help="The day, such as 2026-12-01.")],
    hour: Annotated[str, typer.Option(help="The hour on each recipient's own clock.")] = "10:00",
    merchant: Merchant = "",
    data_dir: Folder = None,
) -> None:
    """Send it on a day, when each recipient's own clock shows the hour."""
    _do(campaign, "schedule", merchant, data_dir, day=day, hour=hour)


@app.command()
def start(campaign: CampaignId, merchant: Merchant = "", data_dir: Folder = None) -> None:
    """Send it from now on."""
    _do(campaign, "start", merchant, data_dir)


@app.command()
def pause(campaign: CampaignId, merchant: Merchant = "", data_dir: Folder = None) -> None:
    """Text nobody else, until it is resumed."""
    _do(campaign, "pause", merchant, data_dir)


@app.command()
def resume(campaign: CampaignId, merchant: Merchant = "", data_dir: Folder = None) -> None:
    """Go on where it was paused."""
    _do(campaign, "resume", merchant, data_dir)


@app.command()
def cancel(campaign: CampaignId, merchant: Merchant = "", data_dir: Folder = None) -> None:
    """End it: who has no text yet gets none."""
    _do(campaign, "cancel", merchant, data_dir)


@app.command()
def export(
    campaign: CampaignId,
    file: Annotated[Path, typer.Argument(help="Where the CSV goes.")],
    merchant: Merchant = "",
    data_dir: Folder = None,
) -> None:
    """Write what became of every recipient to a CSV file."""
    from api.campaign_command import export_recipients
    from api.settings import settings_in

    _tell(asyncio.run(export_recipients(settings_in(data_dir), merchant, campaign, file)))


@app.command()
def tag(
    name: Annotated[str, typer.Argument(help="The tag; segments ask for it as `tag: NAME`.")],
    file: Annotated[Path, typer.Argument(help="Numbers in E.164, one a line.")],
    merchant: Merchant = "",
    data_dir: Folder = None,
) -> None:
    """File the numbers of a list under a tag. It gives no consent: that comes in by `twolane consents import`."""
    from api.campaign_command import tag_file
    from api.settings import settings_in

    _tell(asyncio.run(tag_file(settings_in(data_dir), merchant, name, file)))


def _rules(file: Path | None, kept: str, merchant: str, data_dir: Path | None) -> str:
    from api.campaign_command import rules_named
    from api.settings import settings_in

    if kept:
        return asyncio.run(rules_named(settings_in(data_dir), merchant, kept))
    return file.read_text(encoding="utf-8") if file else ""


def _do(
    campaign: str, act: str, merchant: str, data_dir: Path | None, version: int = 0, day: str = "", hour: str = ""
) -> None:
    from api.campaign_command import do_to_campaign
    from api.campaign_office import CampaignAct, Wanted
    from api.settings import settings_in

    wanted = Wanted(version, day, hour)
    _tell(asyncio.run(do_to_campaign(settings_in(data_dir), merchant, campaign, CampaignAct(act), wanted)))


def _tell(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line)
