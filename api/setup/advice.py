"""The lines of the checklist on which no text hangs, but how well it goes."""

from api.first_text import FirstTextBy
from api.setup.facts import SetUpFacts
from api.setup.item import Item, State, Weight
from api.setup.trial import TrialState
from compliance.rulebook import Rulebook
from conversation.autonomy import Autonomy
from conversation.shop_choice import ShopKind
from conversation.shop_sync import SyncKind, SyncState

PAGE = "/settings/set-up"
READ = (ShopKind.SHOPIFY, ShopKind.WOOCOMMERCE)


def webhooks(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """Whether the shop and the carrier have been heard of."""
    heard = [name for name, was in (("a cart", facts.has_cart), ("a shopper's text", facts.has_inbound)) if was]
    silent = [name for name, was in (("no cart", facts.has_cart), ("no shopper's text", facts.has_inbound)) if not was]
    why = f"{' and '.join(silent)} came in yet" if silent else f"{' and '.join(heard)} came in"
    return _advised("webhooks", "Webhooks arrive", State.WAITING if silent else State.DONE, why, f"{PAGE}?step=shop")


def synced(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """How far the shop was read: what its webhooks missed is found so."""
    refused = [sync for sync in facts.syncs if sync.state is SyncState.REFUSED]
    level = [sync.level_at for sync in facts.syncs if sync.level_at is not None]
    if facts.shop not in READ:
        state, why = State.DONE, "nothing is read from a shop of this kind"
    elif refused:
        state, why = State.MISSING, f"the shop refuses its {refused[0].kind.value}: {refused[0].error}"
    elif not level:
        state, why = State.WAITING, "the shop was not read yet"
    else:
        state, why = State.DONE, f"read until {max(level):%Y-%m-%d %H:%M} UTC"
    return _advised("synced", "The shop was read", state, why, "/settings/shop", "twolane shop sync")


def flow(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """Flows text beyond the one reminder of each cart."""
    plural = "" if facts.flows == 1 else "s"
    if not facts.flows:
        why = "no flow is active; each cart of somebody who said YES gets its one reminder all the same"
        return _advised("flow", "A first flow", State.MISSING, why, "/flows")
    return _advised("flow", "A first flow", State.DONE, f"{facts.flows} flow{plural} active", "/flows")


def keyword(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """Whoever texts JOIN is asked for the double opt-in, at any number."""
    if facts.sender is None:
        return _advised(
            "keyword", "An opt-in keyword", State.MISSING, "there is no number to text it to", f"{PAGE}?step=number"
        )
    why = f"whoever texts JOIN to {facts.sender.phone} is asked for the double opt-in"
    return _advised("keyword", "An opt-in keyword", State.DONE, why, f"{PAGE}?step=consent")


def policies(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """What the AI answers from."""
    step = f"{PAGE}?step=policies"
    texts = next((sync for sync in facts.syncs if sync.kind is SyncKind.TEXTS), None)
    if not facts.documents and texts is not None and texts.state in (SyncState.WAITING, SyncState.RUNNING):
        return _advised("policies", "The store's policies", State.WAITING, "the shop's own are being read", step)
    if not facts.documents:
        why = "the AI knows nothing of shipping and returns, and will ask for a person"
        return _advised("policies", "The store's policies", State.MISSING, why, step)
    plural = "s" if facts.documents > 1 else ""
    why = f"{facts.documents} document{plural} to answer from"
    return _advised("policies", "The store's policies", State.DONE, why, step)


def asked(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """Whether somebody tried what it finds."""
    question = facts.merchant.settings.set_up.asked
    why = f"asked: {question}" if question else "nobody asked it anything yet"
    state = State.DONE if question else State.MISSING
    return _advised("asked", "Knowledge was tried", state, why, f"{PAGE}?step=policies")


def persona(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """How the AI sounds."""
    plain = facts.merchant.settings.persona.is_plain
    why = "it speaks as it comes" if plain else "it has a voice of its own"
    state = State.MISSING if plain else State.DONE
    return _advised("persona", "The AI's persona", state, why, f"{PAGE}?step=ai", "twolane persona import")


def writer(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """Who sends the first text about a cart."""
    first = facts.first_text
    state = State.WAITING if first.mode is Autonomy.SUGGEST else State.DONE
    if first.by is FirstTextBy.NOBODY:
        state = State.MISSING
    why = f"{first.words[:1].lower()}{first.words[1:].removesuffix('.')}"
    return _advised("writer", "Who sends the first text", state, why, "/flows", "twolane flows list")


def people(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """Whoever asks for a person is answered by one."""
    hours = facts.merchant.settings.business_hours
    if not facts.people:
        why = "nobody can log in who may answer: whoever asks for a person waits for nobody"
        return _advised("people", "A person who answers", State.MISSING, why, "/settings/people", "twolane users add")
    names = ", ".join(facts.people[:3]) + (" and others" if len(facts.people) > 3 else "")
    if hours is None:
        why = f"{names}; no hours are stated, so no text says when a person answers"
        return _advised("people", "A person who answers", State.WAITING, why, f"{PAGE}?step=brand")
    why = f"{names}, from {hours.opens} to {hours.closes}"
    return _advised("people", "A person who answers", State.DONE, why, "/settings/people")


def alerts(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """Whether somebody hears of a case who is not looking at the page."""
    why = "somebody is told by e-mail, push or webhook" if facts.hears else "a case is heard of on the page alone"
    state = State.DONE if facts.hears else State.MISSING
    return _advised("alerts", "Somebody is alerted", state, why, "/settings/alerts")


def trial(facts: SetUpFacts, rulebook: Rulebook) -> Item:
    """The first text of all: to one's own phone."""
    sent = facts.trial
    if sent is None:
        return _advised(
            "trial", "A test text", State.MISSING, "none was sent yet", f"{PAGE}?step=trial", "twolane setup test"
        )
    if sent.state is TrialState.DELIVERED:
        said = "delivered, and answered with YES" if sent.is_confirmed else "delivered; answer YES to it"
        return _advised("trial", "A test text", State.DONE, said, f"{PAGE}?step=trial")
    if sent.state in (TrialState.REFUSED, TrialState.FAILED):
        reason = f"{sent.rule}: {sent.why}" if sent.rule else sent.carrier
        return _advised("trial", "A test text", State.MISSING, f"it {_did(sent.state)}: {reason}", f"{PAGE}?step=trial")
    reason = sent.why or sent.carrier or "queued; no worker has taken it yet"
    return _advised("trial", "A test text", State.WAITING, f"{sent.state.value}: {reason}", f"{PAGE}?step=trial")


def _did(state: TrialState) -> str:
    return "was refused" if state is TrialState.REFUSED else "did not arrive"


def _advised(key: str, title: str, state: State, why: str, href: str, command: str = "") -> Item:
    return Item(key, title, Weight.ADVISED, state, why, href=href, command=command)
