"""`twolane init`: a new merchant, from nothing to what still stands between them and a first lawful text."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from api.setup.init import Initiated
    from api.setup.item import Checklist
    from api.setup.shop_reading import ShopPolicies

DRAFT = "init-answers.yaml"
"""The answers so far, in the data directory: whoever was interrupted goes on from there."""


def init(
    answers_file: Annotated[Path | None, typer.Option("--from", help="A YAML file; see examples/answers.yaml.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: take the default of what was not told.")] = False,
    data_dir: Annotated[Path | None, typer.Option(help="Where the ledger is to live.")] = None,
    env_file: Annotated[Path, typer.Option(help="Where settings are written, for their owner alone.")] = Path(".env"),
) -> None:
    """Set up a merchant: brand, number, consent wording, shop, policies, the first admin. Again, to go on or to change.

    Asks for no secret. Prints what still stops a first text; exits 0 all the same.
    """
    from api.settings import Settings
    from api.setup.answers import check_answers, read_answers
    from api.setup.init import checklist_of, initiate, known_answers
    from api.setup.questions import fill_in, interview

    settings = Settings(_env_file=env_file)
    data_dir = data_dir or settings.data_dir
    draft = data_dir / DRAFT
    told: dict[str, Any] = read_answers(answers_file) if answers_file else _draft(draft)
    known = asyncio.run(known_answers(settings.model_copy(update={"data_dir": data_dir})))
    if yes:
        fill_in(told, known)
    else:
        interview(told, known, _Terminal(told), lambda so_far: _keep(draft, so_far))
    made = asyncio.run(initiate(check_answers(told), data_dir, env_file))
    draft.unlink(missing_ok=True)
    _report(made)
    settings = Settings(_env_file=env_file)
    print_checklist(asyncio.run(checklist_of(settings, made.founded.merchant.id)))
    typer.echo("\nNext:\n  twolane doctor\n  twolane serve\n  twolane setup test --phone +1... --agree")


def print_checklist(found: "Checklist") -> None:
    """Say what is missing, the gravest first, each with where it is put right."""
    from api.setup.item import Weight

    heads = {
        Weight.BLOCKS: "Stops every first text",
        Weight.OWED: "Owed to carriers and shoppers",
        Weight.ADVISED: "Advised",
    }
    for weight, head in heads.items():
        items = found.of(weight)
        missing = [item for item in items if not item.is_done]
        typer.echo(f"\n{head}: {len(items) - len(missing)} of {len(items)} done")
        for item in missing:
            rule = f" [{item.rule}]" if item.rule else ""
            typer.echo(f"  {item.state.value:<8}{item.title}: {item.why}{rule}")
    typer.echo("\nNothing on the list stops a first text." if found.lets_send else "\nNo first text can leave yet.")


class _Terminal:
    """Asks line by line, at a terminal or over a pipe."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told
        self._shown = False

    def ask(self, words: str, default: str) -> str:
        if "consent wording above" in words and not self._shown:
            self._shown = True
            typer.echo(f"\nConsent wording, for beside the box at the checkout:\n\n  {_wording(self._told)}\n")
        answer: str = typer.prompt(words, default=default, show_default=bool(default))
        return answer

    def tell(self, words: str) -> None:
        typer.echo(words)


def _wording(told: dict[str, Any]) -> str:
    from api.setup.answers import BusinessIn
    from compliance.call_to_action import call_to_action
    from conversation.business import Business, check_business
    from conversation.merchant import Merchant, MerchantSettings

    business = check_business(Business(**BusinessIn.model_validate(told.get("business", {})).model_dump()))
    brand = told["brand"]
    settings = MerchantSettings(business=business)
    return call_to_action(Merchant("", brand["name"], told["shop"]["domain"], brand["support"], "UTC", settings))


def _draft(path: Path) -> dict[str, Any]:
    from api.setup.answers import read_answers

    if not path.exists():
        return {}
    typer.echo(f"Going on from {path}; delete it to begin anew.")
    return read_answers(path)


def _keep(path: Path, told: dict[str, Any]) -> None:
    from api.setup.answers import answers_yaml

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(answers_yaml(told), encoding="utf-8")
    path.chmod(0o600)


def _report(made: "Initiated") -> None:
    merchant = made.founded.merchant
    typer.echo(f"\n{merchant.name} is {merchant.id}")
    if made.new_settings:
        typer.echo(f"{made.env} (only you can read it) now sets {', '.join(made.new_settings)}")
    for name in made.kept_settings:
        typer.echo(f"{made.env} sets {name} to something else already; change it there", err=True)
    if made.blanks:
        typer.echo(f"Fill in {', '.join(made.blanks)} there; they are not asked for here")
    if made.documents:
        typer.echo(f"{made.documents} document(s) to answer from are new or changed")
    if made.shop_policies is not None:
        _report_shop(made.shop_policies)
    for line in made.failed:
        typer.echo(f"could not be read: {line}", err=True)
    if made.link:
        typer.echo(f"{made.founded.admin.name} chooses a password within 24 hours at {made.link}")


def _report_shop(said: "ShopPolicies") -> None:
    if said.problem:
        typer.echo(f"what the shop says was not read: {said.problem}", err=True)
        return
    aside = f", {said.unread} of them could not be read" if said.unread else ""
    typer.echo(f"{said.read} policies and pages of the shop's were read{aside}")
    typer.echo("its policies are answered from; its pages wait for a yes in Agent, Knowledge")
