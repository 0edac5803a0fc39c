"""`twolane init`: from answers to a merchant in the ledger, a file with settings, and policies to answer from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.carriers import open_carriers
from api.knowledge.files import items_of
from api.knowledge.operating import at_knowledge
from api.knowledge.policy import learn_policy
from api.ledgers import opened
from api.password_address import link_address
from api.settings import Settings
from api.setup.answers import Answers, business_in, hours_in_words
from api.setup.checklist import checklist
from api.setup.env_file import CARRIER_SECRETS, EnvFile, settings_for
from api.setup.facts import Probes
from api.setup.founding import Founded, found
from api.setup.gathering import Gatherer
from api.setup.item import Checklist
from api.setup.shop_policies import READ_WITH
from api.setup.shop_reading import ShopPolicies, read_shop_policies
from api.shops.secrets import ShopSecrets
from compliance.rulebook import load_rulebook
from conversation.clock import SystemClock
from conversation.errors import Invalid
from conversation.importing import ToImport
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.role import Role
from conversation.shop_choice import ShopKind
from tools.sample_catalog import sample_policy
from tools.shop_opening import kind_of

POLICIES = "policies"
FROM_SHOP = "shop"


@dataclass(frozen=True, slots=True)
class Initiated:
    """What came of it. `kept_settings` say something else in the file than was answered, and stand.

    `link` is where the admin chooses a password. `failed` are the policies that could not be read, and `shop_policies`
    what came of reading a real shop's own; None where they were not asked for.
    """

    founded: Founded
    link: str
    env: Path
    new_settings: tuple[str, ...]
    kept_settings: tuple[str, ...]
    blanks: tuple[str, ...]
    documents: int
    failed: tuple[str, ...]
    shop_policies: ShopPolicies | None = None


async def known_answers(settings: Settings) -> dict[str, Any]:
    """Return what the ledger knows of the only merchant, to be offered as defaults; nothing of none or of several."""
    if not settings.database_url and not (settings.data_dir / "twolane.db").exists():
        return {}
    async with opened(settings) as ledger:
        return await ledger.read(_known)


async def initiate(answers: Answers, data_dir: Path, env_path: Path) -> Initiated:
    """Write the settings, then the merchant in one transaction, then import the policies: the named, then the shop's.

    Raises Invalid before anything is written where a policy's file cannot be read.
    """
    items = _items(answers)
    blanks = CARRIER_SECRETS.get(answers.number.carrier, ())
    env = EnvFile(env_path)
    wanted = settings_for(answers, data_dir)
    kept = env.differing(wanted)
    made = env.add(wanted, blanks)
    settings = Settings(_env_file=env_path)
    now = SystemClock().now()
    async with opened(settings) as ledger:
        founded = await ledger.write(lambda books: found(books, answers, now))
    documents, failed = await _learn(settings, founded.merchant, answers, items)
    reads = FROM_SHOP in answers.policies and kind_of(founded.merchant) in READ_WITH
    said = await read_shop_policies(settings, founded.merchant) if reads else None
    link = link_address(settings.public_url, founded.token) if founded.token else ""
    missing = tuple(name for name in blanks if name not in env.names())
    return Initiated(founded, link, env_path, made, kept, missing, documents, failed, said)


async def checklist_of(settings: Settings, merchant_id: str) -> Checklist:
    """Return a merchant's checklist, as far as it can be told without trying anything."""
    clock = SystemClock()
    carriers = open_carriers(settings, clock)
    gatherer = Gatherer(settings, frozenset(carriers), ShopSecrets(settings))

    def read(books: Reader) -> Checklist:
        merchant = books.merchant(merchant_id)
        assert merchant is not None
        return checklist(gatherer.gather(books, merchant, clock.now(), Probes()), load_rulebook())

    try:
        async with opened(settings) as ledger:
            return await ledger.read(read)
    finally:
        for carrier in carriers.values():
            await carrier.close()


def _items(answers: Answers) -> tuple[ToImport, ...]:
    named = [one for one in answers.policies if one != FROM_SHOP]
    if len(named) < len(answers.policies) and answers.shop.kind not in (ShopKind.SAMPLE, *READ_WITH):
        remedy = "name files or web addresses"
        raise Invalid("policies", f"a shop of kind {answers.shop.kind} says nothing that can be read", remedy)
    urls = [one for one in named if one.startswith(("https://", "http://"))]
    paths = [Path(one) for one in named if one not in urls]
    return items_of(paths, "\n".join(urls)) if named else ()


async def _learn(
    settings: Settings, merchant: Merchant, answers: Answers, items: Sequence[ToImport]
) -> tuple[int, tuple[str, ...]]:
    """Import what was named; return how many documents are new, and what could not be read."""
    if FROM_SHOP in answers.policies and kind_of(merchant) == ShopKind.SAMPLE:
        async with opened(settings) as ledger:
            await learn_policy(ledger, merchant.id, sample_policy(), SystemClock().now())
    if not items:
        return 0, ()
    async with at_knowledge(settings, merchant.id) as desk:
        import_id = await desk.run_import(POLICIES, items, _unheard, _unheard, needs_review=False)
        row, failed = await desk.report(import_id)
    return row.kept, failed


def _known(books: Reader) -> dict[str, Any]:
    merchants = books.merchants()
    if len(merchants) != 1:
        return {}
    merchant, settings = merchants[0], merchants[0].settings
    senders = books.senders(merchant.id)
    told: dict[str, Any] = {
        "brand": {
            "name": merchant.name,
            "support": merchant.support,
            "timezone": merchant.timezone,
            "hours": hours_in_words(settings.business_hours),
        },
        "shop": {"kind": kind_of(merchant), "domain": merchant.shop_domain},
        "business": business_in(settings.business),
        "ai": settings.autonomy.default.value,
        "checkout_shows_wording": bool(settings.set_up.consent_wording),
    }
    if senders:
        told["number"] = {
            "carrier": senders[0].carrier,
            "kind": senders[0].kind.value,
            "phone": senders[0].phone,
            "registration": senders[0].registration.value,
        }
    here = [user for user in books.users() if user.removed_at is None and merchant.id in user.roles]
    for admin in [user for user in here if user.email and user.roles[merchant.id] is Role.ADMIN][:1]:
        told["admin"] = {"name": admin.name, "email": admin.email}
    return told


def _unheard(*progress: object) -> None:
    """Nobody watches."""
