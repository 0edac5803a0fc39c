"""Extras: which thing it is that is said to cost nothing."""

import re

_TOPICS = (
    (re.compile(r"\b(?:exchang\w*|cambio\w*)\b"), "exchanges"),
    (re.compile(r"\b(?:returns?|send (?:it|them) back|devoluci\w+|devolv\w*|devuel\w*)\b"), "returns"),
    (re.compile(r"\b(?:express|overnight|expedited|priority|next[- ]day|2[- ]day|same[- ]day)\b"), "express"),
    (re.compile(r"\b(?:ship\w*|deliver\w*|postage|freight|envio|entrega)\b"), "shipping"),
)


def topic_of(sentence: str, words: str) -> str:
    """Return what costs nothing: returns or shipping, in the claim's words or else its sentence; else its own words."""
    for text in (words, sentence):
        for pattern, topic in _TOPICS:
            if pattern.search(text):
                return topic
    return words
