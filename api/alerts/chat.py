"""Messages into a channel, by the incoming webhooks of Slack and of Teams' workflows."""

import json
from collections.abc import Mapping
from typing import Any

from api.alerts.courier import Errand, Outcome
from api.alerts.posting import Poster
from api.alerts.words import AlertWords
from conversation.alert import AlertWay
from conversation.alert_hook import AlertHook


class ChatCourier:
    """An `AlertCourier`. Neither service takes an id of ours: a repeat after a crash appears twice in the channel."""

    def __init__(self, poster: Poster) -> None:
        self._poster = poster

    async def deliver(self, errand: Errand) -> Outcome:
        hook = errand.target
        if not isinstance(hook, AlertHook):
            raise TypeError(f"{errand.alert.id} goes to no hook")
        message = teams_card(errand.words) if hook.way is AlertWay.TEAMS else slack_message(errand.words)
        return await self._poster.post(hook.url, json.dumps(message).encode(), {"content-type": "application/json"})

    async def close(self) -> None:
        await self._poster.close()


def slack_message(words: AlertWords) -> Mapping[str, Any]:
    """Return the words for Slack, in which ``&``, ``<`` and ``>`` mean something."""
    title, body = (one.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for one in _lines(words))
    return {"text": f"*{title}*\n{body}\n<{words.url}|Open the conversation>", "unfurl_links": False}


def teams_card(words: AlertWords) -> Mapping[str, Any]:
    """Return the words for Teams: an Adaptive Card with a button."""
    title, body = _lines(words)
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            {"type": "TextBlock", "text": title, "weight": "Bolder", "wrap": True},
            {"type": "TextBlock", "text": body, "isSubtle": True, "wrap": True},
        ],
        "actions": [{"type": "Action.OpenUrl", "title": "Open the conversation", "url": words.url}],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _lines(words: AlertWords) -> tuple[str, str]:
    return (f"Urgent: {words.title}" if words.is_urgent else words.title), words.body
