"""The composition root: web app, worker, CLI, evals and tests are all joined here and nowhere else."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
from fastapi import FastAPI

from agent.model_opener import OpensModel
from agent.opt_out_hint import ModelHint
from agent.prices import read_prices
from agent.seat import AiSeat
from agent.summarising import ModelSummariser
from api.alerts.alerting import open_alerting
from api.anchors import Anchoring
from api.app import create_app
from api.audit_keys import anchor_file, audit_keys
from api.campaign_drafting import CampaignDrafting
from api.campaigning import Campaigning
from api.carriers import join_carriers, open_simulator
from api.chatwoot.inboxes import Inboxes
from api.chatwoot.secrets import inbox_secrets
from api.chatwoot.telling import Telling
from api.configured_models import copy_writer, model_choice, open_hint, open_row, open_summariser, turn_limits
from api.drafting import Drafting
from api.enduring import Loops
from api.evaluating import OpensEvaluation
from api.flowing import flow_hands, flow_hook
from api.hinted_seat import HintedSeat
from api.house import House
from api.knowledge.checking import Checker
from api.knowledge.fetching import PageFetcher
from api.knowledge.importer import Importer
from api.knowledge.policy import learn_policy
from api.link import open_link
from api.live import Live
from api.log_redaction import redact_logs
from api.media_address import media_addresses
from api.outside_watch import OutsideWatch
from api.photo_fetching import PhotoFetcher
from api.seating import Seat
from api.settings import IN_MEMORY, Settings
from api.setup.desk import SetUpDesk
from api.setup.gathering import Gatherer
from api.setup.probing import Prober
from api.shops.keeping import ShopKeeping, open_shop_keeping
from api.shops.secrets import ShopSecrets
from api.shops.shops import Shops
from api.turns import Turns
from api.viewing import Viewing
from api.worker import Worker
from channels.sender import OutboxSender
from channels.simulator_courier import Courier
from channels.simulator_plan import FaultPlan
from channels.simulator_weather import Weather
from channels.throughput import Throughput, open_local
from compliance.number_lists import open_number_lists
from compliance.rulebook import Rulebook, load_rulebook
from conversation.audit import AuditKeys
from conversation.clock import Clock, SystemClock
from conversation.errors import Misconfigured
from conversation.ids import MerchantId, new_id
from conversation.ledger import Ledger
from conversation.shop_choice import ShopKind
from conversation.store_memory import MemoryLedger
from conversation.store_sql.opening import open_ledger
from flows.engine import FlowEngine
from prompts.pack import Pack
from prompts.renderer import load_pack
from tools.embedding import EmbedderChoice
from tools.knowledge import KnowledgeBase, open_knowledge
from tools.library import Library
from tools.mcp import McpTools, open_mcp_tools
from tools.plugins import all_tools
from tools.sample_catalog import SAMPLE_DOMAIN, sample_policy
from tools.sample_shop import SampleShop
from tools.shop_opening import OpensShop, plugged_shops
from tools.shopify import ShopifyWebhooks
from tools.shopify_shop import open_shopify
from tools.upload_shop import open_upload
from tools.woocommerce_shop import open_woocommerce


@dataclass(frozen=True, slots=True)
class Twolane:
    """One joined process: the app that answers, the worker that acts, and in the demo the network that delivers."""

    house: House
    app: FastAPI
    worker: Worker
    knowledge: Library
    seat: AiSeat
    telling: Telling
    importer: Importer
    shop_keeping: ShopKeeping
    hint: ModelHint | None = None
    summariser: ModelSummariser | None = None
    anchoring: Anchoring | None = None
    lent: McpTools = field(default_factory=McpTools)
    """The tools of MCP servers, whose sessions stay open between turns."""

    def courier(self, client: httpx.AsyncClient) -> Courier:
        """Return who delivers the simulated network's webhooks. Raises Misconfigured without a simulator."""
        if self.house.simulator is None:
            raise Misconfigured("demo", "there is no simulated network; set TWOLANE_SIMULATOR=true")
        return self.house.simulator.courier(client)

    async def learn_policies(self) -> tuple[MerchantId, ...]:
        """Give the sample store's policy to every merchant of the sample shop, and return these merchants."""
        merchants = await self.house.ledger.read(lambda books: books.merchants())
        learning = tuple(merchant.id for merchant in merchants if merchant.shop_domain == SAMPLE_DOMAIN)
        for merchant_id in learning:
            await learn_policy(self.house.ledger, merchant_id, sample_policy(), self.house.clock.now())
        return learning

    async def shelve_policies(self) -> None:
        """Let these merchants learn the policy, and their first question not wait for the index."""
        for merchant_id in await self.learn_policies():
            await self.knowledge.level(merchant_id)

    async def close(self) -> None:
        """Let go of everything that was opened."""
        await self.house.playground.close()
        await self.house.link.close()
        await self.house.inboxes.close()
        await self.house.shops.close()
        await self.house.alerting.sender.close()
        for carrier in self.house.carriers.values():
            await carrier.close()
        await self.worker.sender.close()
        await self.seat.close()
        await self.house.copywriting.close()
        await self.lent.close()
        if self.hint is not None:
            await self.hint.close()
        if self.summariser is not None:
            await self.summariser.close()
        await self.importer.fetcher.close()
        await self.knowledge.close()
        await self.house.ledger.close()


async def open_twolane(
    settings: Settings,
    clock: Clock | None = None,
    weather: FaultPlan | Weather | None = None,
    opens: OpensModel | None = None,
    find_pack: Callable[[str], Pack] = load_pack,
    evaluates: OpensEvaluation | None = None,
) -> Twolane:
    """Join everything that `settings` asks for. `opens` opens the seat's models instead of those that are named there,
    `find_pack` finds its packs, and `evaluates` opens what judges live conversations.

    Raises Misconfigured, naming the setting and the remedy.
    """
    redact_logs()
    clock = clock or SystemClock()
    link = open_link(settings.redis_url)
    live = Live(link)
    await link.start()
    keys = audit_keys(settings)
    ledger = await _open_ledger(settings, live, keys)
    simulator = open_simulator(settings, clock, weather)
    carriers = join_carriers(settings, clock, simulator)
    rulebook = load_rulebook()
    knowledge = Library(ledger, clock, open_index(settings))
    summariser = open_summariser(settings)
    lent = await open_mcp_tools(settings.mcp_servers, os.environ)
    prices = read_prices(settings.model_prices)
    seat = AiSeat(opens or open_row(settings), all_tools(lent.tools), turn_limits(settings), find_pack, prices)
    hint = open_hint(settings)
    speaks: Seat = seat if hint is None else _hinted(seat, hint, rulebook, settings)
    shops = open_shops(settings, ledger, clock)
    shop_of = shops.of
    drafting = Drafting(ledger, clock, rulebook, lambda merchant: speaks, shop_of, knowledge, knowledge.shelves)
    fetcher = PageFetcher(may_be_private=settings.demo or settings.alerts_to_private)
    gatherer = Gatherer(settings, frozenset(carriers), shops.secrets)
    set_up = SetUpDesk(gatherer, Prober(settings, clock, carriers, fetcher, model_choice(settings)), rulebook)
    media, loops = media_addresses(settings), Loops()
    house = House(
        settings=settings,
        clock=clock,
        ledger=ledger,
        link=link,
        live=live,
        rulebook=rulebook,
        inboxes=Inboxes(inbox_secrets(settings)),
        carriers=carriers,
        shop_webhooks=ShopifyWebhooks(settings.shopify_client_secrets),
        shops=shops,
        drafting=drafting,
        alerting=open_alerting(settings, ledger, clock, loops),
        viewing=Viewing(clock, link),
        media=media,
        knowledge=knowledge,
        checker=Checker(knowledge),
        set_up=set_up,
        copywriting=CampaignDrafting(ledger, clock, rulebook, copy_writer(settings)),
        simulator=simulator,
        number_lists=open_number_lists(settings.do_not_call_file, settings.reassigned_file),
        summariser=summariser,
        evaluation=evaluates(settings) if evaluates is not None else None,
        shop_hooks=(flow_hook(clock),),
        loops=loops,
    )
    throughput = _open_throughput(settings, ledger)
    worker_name = new_id("wrk", clock.now())
    sender = OutboxSender(
        ledger, clock, rulebook, carriers, worker_name, settings.public_url, media.address, throughput
    )
    turns = Turns(ledger, clock, rulebook, lambda merchant: speaks, shop_of, knowledge, knowledge.shelves, sender)
    anchoring = Anchoring(ledger, clock, anchor_file(settings, keys), loops) if keys else None
    outside, photos = OutsideWatch(ledger, clock, carriers), PhotoFetcher(ledger, clock, carriers)
    flows, campaigns = FlowEngine(ledger, clock, flow_hands(rulebook), shop_of), Campaigning(ledger, clock, rulebook)
    worker = Worker(ledger, clock, live, turns, sender, outside, photos, campaigns, flows, loops=loops)
    telling = Telling(ledger, clock, live, house.inboxes, rulebook, settings.public_url, loops)
    importer = Importer(ledger, clock, knowledge, fetcher, new_id("wrk", clock.now()), loops)
    app = create_app(house)
    keeping = open_shop_keeping(house)
    return Twolane(house, app, worker, knowledge, seat, telling, importer, keeping, hint, summariser, anchoring, lent)


def open_index(settings: Settings) -> KnowledgeBase:
    """Open what finds the store's own words. Raises Misconfigured for an embedder that cannot be had."""
    folder = None if settings.ledger_url == IN_MEMORY else settings.data_dir / "knowledge"
    key = settings.openai_api_key.get_secret_value()
    choice = EmbedderChoice(settings.embeddings, settings.embedding_model, key, settings.openai_base_url)
    return open_knowledge(folder, choice)


def _hinted(seat: AiSeat, hint: ModelHint, rulebook: Rulebook, settings: Settings) -> HintedSeat:
    return HintedSeat(seat, hint, rulebook, timedelta(seconds=settings.opt_out_hint_seconds))


async def _open_ledger(settings: Settings, live: Live, keys: AuditKeys | None) -> Ledger:
    if settings.ledger_url == IN_MEMORY:
        return MemoryLedger(live, keys)
    return await open_ledger(settings.ledger_url, live, keys)


def _open_throughput(settings: Settings, ledger: Ledger) -> Throughput | None:
    """Open what keeps numbers to their pace: shared where there is Redis. The simulated network has no registry."""
    if settings.paced is False or (settings.paced is None and settings.demo):
        return None
    if not settings.redis_url:
        return open_local(ledger)
    from api.throughput_redis import RedisThroughput

    return RedisThroughput(settings.redis_url, ledger)


def open_shops(settings: Settings, ledger: Ledger, clock: Clock) -> Shops:
    """Return what opens merchants' shops, of our kinds and of plug-ins'. Raises Misconfigured for two of one name."""
    sample = SampleShop(clock.now())
    openers: dict[str, OpensShop] = {
        ShopKind.SHOPIFY: open_shopify,
        ShopKind.WOOCOMMERCE: open_woocommerce,
        ShopKind.UPLOAD: open_upload,
        ShopKind.SAMPLE: lambda site: sample,
    }
    return Shops(openers | plugged_shops(frozenset(openers)), ShopSecrets(settings), ledger, clock)
