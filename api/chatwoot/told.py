"""One conversation on its way to its merchant's own inbox, under a lease."""

import logging
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from api.chatwoot.client import OPEN, RESOLVED, Chatwoot
from api.chatwoot.errors import InboxDown, InboxError, InboxGone, InboxRefused
from api.chatwoot.inboxes import Inboxes
from compliance.rulebook import Rulebook
from compliance.window import window_of
from conversation.bridge import LEASE, Bridge, Mirror
from conversation.clock import Clock
from conversation.errors import Misconfigured, Unknown
from conversation.event import EventKind
from conversation.ids import ConversationId
from conversation.ledger import Books, Ledger, Reader
from handoff.brief import brief_of
from handoff.brief_words import brief_words
from handoff.mirroring import Entry, Log, Note, Open, Resolve, ShopperText, Step, TellBrief, entries

logger = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(minutes=5)


class LostLease(Exception):
    """Another process goes on telling this conversation, or its shopper was erased."""


@dataclass(slots=True)
class Told:
    """One conversation on its way to its inbox, under a lease."""

    ledger: Ledger
    clock: Clock
    inboxes: Inboxes
    rulebook: Rulebook
    public_url: str
    bridge: Bridge
    mirror: Mirror
    _known: frozenset[str] | None = None

    async def go_on(self) -> bool:
        """Tell what is untold, entry by entry, and let the lease go. False where the inbox did not answer."""
        try:
            inbox = self.inboxes.open(self.bridge)
            log = await self.ledger.read(self._log)
            for entry in entries(log, self.mirror):
                await self._tell(inbox, entry)
        except InboxGone as error:
            await self._begin_again(str(error))
            return True
        except (InboxError, Misconfigured, Unknown) as error:
            await self._wait(str(error))
            return not isinstance(error, InboxDown)
        await self._save(lease=None, leased_until=None, attempts=0, not_before=None, problem="")
        return True

    async def _tell(self, inbox: Chatwoot, entry: Entry) -> None:
        was_open = self.mirror.is_open
        for step in entry.steps:
            try:
                await self._do(inbox, step)
            except InboxRefused as error:
                logger.warning("%s left a step out at %s: %s", self.bridge.merchant_id, entry.event, error)
        if not entry.steps:
            self.mirror = replace(self.mirror, told_seq=entry.seq, told_event=entry.event)
            return
        opened = {} if entry.is_open == was_open else {"is_open": entry.is_open}
        await self._save(told_seq=entry.seq, told_event=entry.event, leased_until=self._until(), **opened)

    async def _do(self, inbox: Chatwoot, step: Step) -> None:
        try:
            thread = await self._thread(inbox)
        except InboxRefused as error:  # without a thread no step can be left out
            raise InboxDown(str(error)) from error
        match step:
            case Open():
                await inbox.set_status(thread, OPEN)
            case Resolve():
                await inbox.set_status(thread, RESOLVED)
            case TellBrief(ref=ref) if not await self._arrived(inbox, thread, ref):
                await inbox.note(thread, ref, await self.ledger.read(self._brief))
            case Note(ref=ref, text=text) if not await self._arrived(inbox, thread, ref):
                await inbox.note(thread, ref, text)
            case ShopperText(ref=ref, text=text) if not await self._arrived(inbox, thread, ref):
                await inbox.show_text(thread, ref, text)
            case _:
                logger.info("%s was told %s before", thread, step)

    async def _thread(self, inbox: Chatwoot) -> str:
        """Return where to write, opening it at first; each id is kept as soon as it is known."""
        if self.mirror.contact_ref is None:
            contact = await self.ledger.read(lambda books: brief_of(books, *self._where, self.clock.now()).contact)
            await self._save(contact_ref=await inbox.find_or_add_contact(contact))
        if self.mirror.thread_ref is None:
            found = await inbox.find_or_open_thread(self.mirror.contact_ref or "", self.mirror.conversation_id)
            await self._save(thread_ref=found)
        return self.mirror.thread_ref or ""

    async def _arrived(self, inbox: Chatwoot, thread: str, ref: str) -> bool:
        """Tell whether a step that may have been done before was: asked once, after something went wrong."""
        if self.mirror.attempts == 0:
            return False
        if self._known is None:
            self._known = await inbox.known_refs(thread)
        return ref in self._known

    async def _begin_again(self, why: str) -> None:
        """Open a new thread for what somebody removed there: the newest opening is told again, with its brief."""
        log = await self.ledger.read(self._log)
        opened = [event for event in log.events if event.kind in (EventKind.CASE_OPENED, EventKind.TAKEN_OVER)]
        seq, number = (opened[-1].after_seq, opened[-1].number - 1) if opened else (0, 0)
        await self._wait(why, contact_ref=None, thread_ref=None, is_open=False, told_seq=seq, told_event=number)

    async def _wait(self, why: str, **fields: Any) -> None:
        attempts = self.mirror.attempts + 1
        wait = min(timedelta(seconds=2 ** min(attempts, 10)), LONGEST_WAIT)
        logger.warning("%s's inbox: %s; trying again in %s", self.bridge.merchant_id, why, wait)
        not_before = self.clock.now() + wait
        await self._save(lease=None, leased_until=None, attempts=attempts, not_before=not_before, problem=why, **fields)

    async def _save(self, **fields: Any) -> None:
        """Write what is known by now. Raises LostLease once another process has gone on."""

        def command(books: Books) -> Mirror | None:
            current = books.lock_mirror(*self._where)
            if current is None or current.lease != self.mirror.lease:
                return None
            told = {"told_seq": self.mirror.told_seq, "told_event": self.mirror.told_event}
            saved: Mirror = replace(current, **(told | fields))
            books.save_mirror(saved)
            return saved

        saved = await self.ledger.write(command)
        if saved is None:
            raise LostLease
        self.mirror = saved

    def _log(self, books: Reader) -> Log:
        """Read up to where the conversation is committed: what is written meanwhile comes next time, in its order."""
        row = books.conversation(*self._where)
        if row is None:
            raise Unknown("conversation", self.mirror.conversation_id)
        messages = [one for one in books.transcript(*self._where) if one.seq <= row.last_seq]
        events = [one for one in books.events(*self._where) if one.number <= row.last_event]
        return Log(messages, events)

    def _brief(self, books: Reader) -> str:
        link = f"{self.public_url.rstrip('/')}/conversations/{self.mirror.conversation_id}"
        now = self.clock.now()
        brief = brief_of(books, *self._where, now)
        return brief_words(brief, window_of(brief.contact, self.rulebook, now), link, now)

    def _until(self) -> datetime:
        return self.clock.now() + LEASE

    @property
    def _where(self) -> tuple[str, ConversationId]:
        return self.bridge.merchant_id, self.mirror.conversation_id


async def begin_telling(ledger: Ledger, clock: Clock, bridge: Bridge, conversation_id: ConversationId) -> Mirror | None:
    """Take the lease and return the mirror. None where another process has it, or nothing is to be told."""
    token, now = secrets.token_hex(8), clock.now()

    def command(books: Books) -> Mirror | None:
        fresh = _first_mirror(books, bridge, conversation_id)
        if fresh is not None:
            books.add_mirror(fresh)
        mirror = books.lock_mirror(bridge.merchant_id, conversation_id)
        if mirror is None or not mirror.is_free(now):
            return None
        attempts = mirror.attempts + (mirror.lease is not None)
        leased = replace(mirror, lease=token, leased_until=now + LEASE, attempts=attempts)
        books.save_mirror(leased)
        return leased

    return await ledger.write(command)


def _first_mirror(books: Reader, bridge: Bridge, conversation_id: ConversationId) -> Mirror | None:
    """Return a mirror that begins with the case that is open now; None where there is one, or no case."""
    if books.mirror(bridge.merchant_id, conversation_id) or not books.open_case(bridge.merchant_id, conversation_id):
        return None
    events = books.events(bridge.merchant_id, conversation_id)
    opened = [event for event in events if event.kind is EventKind.CASE_OPENED]
    seq, number = (opened[-1].after_seq, opened[-1].number - 1) if opened else (0, 0)
    return Mirror(conversation_id, bridge.merchant_id, told_seq=seq, told_event=number)
