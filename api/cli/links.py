"""`twolane links`: whether links in texts are short ones by which it is known who followed them."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from api.link_switching import LinkWish

app = typer.Typer(help="Short links of the merchant's own, and who followed them.", no_args_is_help=True)

Shop = Annotated[str, typer.Option(help="One merchant's shop domain; by default all of them.")]
Folder = Annotated[Path | None, typer.Option("--data-dir", help="Where the ledger is; by default as in the settings.")]


@app.command()
def show(shop: Shop = "", data_dir: Folder = None) -> None:
    """Tell how links leave now."""
    _switch(None, shop, data_dir)


@app.command()
def on(
    domain: Annotated[str, typer.Option(help="The brand's own, as go.brand.com; else where Twolane answers.")] = "",
    days: Annotated[int, typer.Option(help="How long a link leads on.", min=1, max=365)] = 30,
    utm: Annotated[bool, typer.Option(help="Tell the shop's own analytics where shoppers come from.")] = True,
    shop: Shop = "",
    data_dir: Folder = None,
) -> None:
    """Put a short link in the place of each link to the shop, from the next text on."""
    from api.link_switching import LinkWish

    _switch(LinkWish(True, domain, days, utm), shop, data_dir)


@app.command()
def off(shop: Shop = "", data_dir: Folder = None) -> None:
    """Let links leave as they are written. Those texted before go on leading to the shop until they end."""
    from api.link_switching import LinkWish

    _switch(LinkWish(False), shop, data_dir)


@app.command()
def pages(shop: Shop = "", data_dir: Folder = None) -> None:
    """List the pages that texts link to by name."""
    from api.page_naming import list_pages
    from api.settings import settings_in

    for told in asyncio.run(list_pages(settings_in(data_dir), shop)):
        typer.echo(told)


@app.command()
def page(
    name: Annotated[str, typer.Argument(help="What texts call it: {link:NAME}.")],
    url: Annotated[str, typer.Argument(help="A page of the shop; empty to forget the name.")],
    shop: Shop = "",
    data_dir: Folder = None,
) -> None:
    """Let campaigns and flows link to a page of the shop by a name."""
    from api.page_naming import name_page
    from api.settings import settings_in

    for told in asyncio.run(name_page(settings_in(data_dir), shop, name, url)):
        typer.echo(told)


def _switch(wish: "LinkWish | None", shop: str, data_dir: Path | None) -> None:
    from api.link_switching import switch_links
    from api.settings import settings_in

    for told in asyncio.run(switch_links(settings_in(data_dir), wish, shop)):
        typer.echo(told)
