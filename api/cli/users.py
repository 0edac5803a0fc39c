"""`twolane users`: who works here, and as what."""

import asyncio
import sys
from typing import Annotated

import typer

from conversation.role import Role

app = typer.Typer(help="Who works here, and as what.", no_args_is_help=True)

Person = Annotated[str, typer.Argument(help="An id (usr_...) or an e-mail address.")]
MerchantOption = Annotated[
    str, typer.Option("--merchant", help="An id, a shop domain or a name; needed where there are several.")
]
RoleOption = Annotated[Role, typer.Option("--role", help="What they are for this merchant.")]


@app.command()
def add(
    email: Annotated[str, typer.Option(help="What they log in with.")],
    name: Annotated[str, typer.Option(help="The name that shoppers read.")],
    role: RoleOption = Role.AGENT,
    merchant: MerchantOption = "",
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from stdin.")] = False,
    link: Annotated[bool, typer.Option("--link", help="Write a link by which they choose a password.")] = False,
) -> None:
    """Add a person; the password is asked for twice. Who is known by the address gets the role as well."""
    from api.operator import operating
    from api.settings import Settings

    password = None if link else _password(password_stdin)

    async def run() -> None:
        async with operating(Settings()) as operator:
            user, address = await operator.add(name, email, merchant, role, password)
        typer.echo(f"{user.name} <{user.email}> is {user.id}")
        if address:
            typer.echo(f"They choose a password within 24 hours at {address}")

    asyncio.run(run())


@app.command("list")
def list_users() -> None:
    """List everybody, removed people too."""
    from api.operator import operating
    from api.settings import Settings

    async def run() -> None:
        async with operating(Settings()) as operator:
            lines = await operator.people()
        for line in lines:
            roles = ", ".join(f"{role} of {merchant}" for merchant, role in line.roles)
            typer.echo("\t".join(filter(None, (line.id, line.name, line.email, roles, line.state))))

    asyncio.run(run())


@app.command("role")
def set_role(person: Person, role: RoleOption, merchant: MerchantOption = "") -> None:
    """Make a person something else for a merchant; what they may hold no longer is released."""
    from api.operator import operating
    from api.settings import Settings

    async def run() -> None:
        async with operating(Settings()) as operator:
            user = await operator.give_role(person, merchant, role)
        typer.echo(f"{user.name} is {role.value} now")

    asyncio.run(run())


@app.command("email")
def set_email(person: Person, email: Annotated[str, typer.Argument(help="The new address.")]) -> None:
    """Give a person an address to log in with: those that came with a store file have none."""
    from api.operator import operating
    from api.settings import Settings

    async def run() -> None:
        async with operating(Settings()) as operator:
            user = await operator.set_email(person, email)
        typer.echo(f"{user.name} logs in as {user.email}")

    asyncio.run(run())


@app.command()
def remove(person: Person) -> None:
    """Remove a person everywhere: their sessions end, and every conversation they hold asks for somebody else."""
    from api.operator import operating
    from api.settings import Settings

    async def run() -> None:
        async with operating(Settings()) as operator:
            user = await operator.remove(person)
        typer.echo(f"{user.name} was removed")

    asyncio.run(run())


@app.command("reset-password")
def reset_password(person: Person) -> None:
    """Write a link by which a person sets a new password. It works once, within 24 hours; then every session ends."""
    from api.operator import operating
    from api.settings import Settings

    async def run() -> None:
        async with operating(Settings()) as operator:
            typer.echo(await operator.make_link(person))

    asyncio.run(run())


def _password(from_stdin: bool) -> str:
    """Return a password that nobody saw typed. Raises Invalid without a terminal."""
    from conversation.errors import Invalid

    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Invalid("password", "there is no terminal to ask on", "use --password-stdin or --link")
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt="The same again")
    return password
