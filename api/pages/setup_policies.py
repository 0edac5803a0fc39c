"""The set-up's step about what the AI answers from: pages and words are taken in, and a question tries them."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayChangeSettings
from api.house import HouseDep
from api.knowledge.files import urls_in
from api.knowledge.office import KnowledgeOffice
from api.pages.page_route import PageRoute
from api.pages.settings_frame import Outcome, outcome_of
from api.pages.settings_setup import EXPECTED, PATH, Merchant, Words, save_step, show_step
from api.pages.setup_steps import Step
from api.setup.shop_policies import check_readable
from api.shops.office import sync_now
from conversation.acts import Doer
from conversation.brand_setting import merchant_of, note_set_up
from conversation.errors import Invalid
from conversation.ids import MerchantId
from conversation.importing import Read, ToImport, import_at_once
from conversation.managing import Manager
from conversation.role import Permission
from conversation.shop_choice import ShopKind
from conversation.shop_sync import SyncKind
from tools.sample_catalog import sample_policy
from tools.shop_opening import kind_of

router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)

POLICIES = "policies"


@router.post("/policies")
async def policies(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Merchant,
    urls: Words = "",
    text: Annotated[str, Form(max_length=100_000)] = "",
    from_shop: Annotated[bool, Form()] = False,
) -> Response:
    """Begin to import pages, or keep words as they are, or have the shop read; a worker reads pages and shop."""

    def change(manager: Manager, doer: Doer) -> Outcome:
        office, told = KnowledgeOffice.of(manager), ""
        if from_shop and not _is_sample(manager, merchant):
            brand = merchant_of(manager.books, merchant)
            check_readable(house.shops.secrets, brand)
            house.shops.of(brand)
            sync_now(manager.books, merchant, [SyncKind.TEXTS], doer, manager.now)
            told = "The shop is being read."
            if not (text.strip() or urls.strip()):
                return Outcome(told)
        said = sample_policy() if from_shop and _is_sample(manager, merchant) else text.strip()
        if said:
            read = {POLICIES: [Read("Policies", said)]}
            import_at_once(manager.books, merchant, POLICIES, read, doer.actor, manager.now)
            return Outcome(f"{told} The words are kept, and answered from.".strip())
        items = tuple(map(ToImport, urls_in(urls)))
        row = office.begin_import(merchant, POLICIES, items, needs_review=False)
        return Outcome(f"{told} {row.items} {'page is' if row.items == 1 else 'pages are'} being read.".strip())

    return await save_step(request, house, user, merchant, Step.POLICIES, change, stays=True)


@router.post("/ask")
async def ask(
    request: Request, house: HouseDep, user: MayChangeSettings, merchant: Merchant, question: Words = ""
) -> Response:
    """Show what the AI would be given for a question."""
    user.check(Permission.SETTINGS, merchant)
    asked = " ".join(question.split())
    passages = await house.knowledge.search(merchant, asked, 3) if asked else ()

    def change(manager: Manager) -> Outcome:
        if not asked:
            raise Invalid("question", "it is empty", "ask as a shopper would")
        notes = merchant_of(manager.books, merchant).settings.set_up
        doer = Doer(user.id, manager.address)
        note_set_up(manager.books, merchant, replace(notes, asked=asked[:200]), doer, manager.now)
        return Outcome()

    outcome, status = await outcome_of(request, house, user, change, EXPECTED)
    return await show_step(house, user, merchant, Step.POLICIES, outcome, status, (asked, passages))


def _is_sample(manager: Manager, merchant_id: MerchantId) -> bool:
    return kind_of(merchant_of(manager.books, merchant_id)) == ShopKind.SAMPLE
