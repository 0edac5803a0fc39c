"""What the store's own words back: prices, extras, times, reviews, and percentages of things that are no discount."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.claims.amounts import Amount, NamedAmount, amount_of, amounts_in, marked_amounts
from compliance.claims.discounts import PERCENTAGE, numbers
from compliance.claims.extras import topic_of
from compliance.claims.phrases import Found, Topic, compiled, words_of
from compliance.claims.read_text import ReadText, read_text, sentence_around
from compliance.claims.times import NamedTime, times_in

_SCALE = re.compile(r"(?:out of|/|de)\s*(?:5|10)\b(?:\s*stars?)?")
_FIGURE = re.compile(r"(?<![\w.])\d{1,9}(?:,\d{3})*(?:\.\d{1,2})?(?!\d)")
_CONTENT = re.compile(r"[a-z]{4,}")
_NEAR = 40
"""Characters on each side of a percentage in which the words that say of what it is are looked for."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The store's own words, read; `own` is the currency that its prices are in, where that is known."""

    texts: tuple[ReadText, ...]
    own: str = ""

    def says(self, words: str) -> bool:
        """Tell whether one of them says the same words."""
        wanted = words.strip()
        pattern = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
        return any(wanted in text.low and pattern.search(text.low) for text in self.texts)

    def has_link(self, words: str) -> bool:
        return any(words == link.words for text in self.texts for link in text.links)

    def has_amount(self, amount: Amount) -> bool:
        return any(amount.may_mean(one.amount) for text in self.texts for one in self._amounts(text))

    def has_figure(self, figure: str) -> bool:
        wanted = self._read(figure).thousandths
        return any(wanted == self._read(one).thousandths for text in self.texts for one in _FIGURE.findall(text.low))

    def has_amount_of(self, amount: Amount, sentence: str) -> bool:
        """The amount, in a text that shares a word with the sentence."""
        words = content_of(sentence)
        return any(
            amount.may_mean(one.amount) and words & content_of(text.low)
            for text in self.texts
            for one in self._amounts(text)
        )

    def _amounts(self, text: ReadText) -> Iterator[NamedAmount]:
        yield from amounts_in(text.low, text.tokens, self.own)
        yield from (NamedAmount(found, self._read(found["bare"])) for found in text.search(Topic.PRICES))

    def _read(self, figures: str) -> Amount:
        return amount_of(figures, self.own)

    def has_percentage(self, number: float, low: str, found: Found) -> bool:
        """The same percentage of the same thing: a word nearby is the same too."""
        wanted = _words_near(low, found)
        return any(
            number in [float(n) for n in numbers(quoted.group())] and wanted & _words_near(text.low, quoted)
            for text in self.texts
            for quoted in compiled(PERCENTAGE).finditer(text.low)
        )

    def has_times(self, times: tuple[NamedTime, ...], sentence: str) -> bool:
        """All of them in one text. It shares a word with the sentence, so that hours of business back no deadline."""
        words, is_long = content_of(sentence), all(time.is_long for time in times)
        near = [times_in(text.low) for text in self.texts if is_long or words & content_of(text.low)]
        return any(all(time.is_named_in(named) for time in times) for named in near)

    def has_extra(self, sentence: str, words: str, total: int | None) -> bool:
        """The same thing for nothing, at no higher total than the cart's (thousandths), or named with its condition."""
        topic, times = topic_of(sentence, words), times_in(sentence)
        for text in self.texts:
            for found in text.search(Topic.EXTRAS):
                theirs = sentence_around(text.low, found)
                says_when = all(time.is_named_in(times_in(theirs)) for time in times)
                if topic_of(theirs, found.group()) == topic and says_when and self._meets(theirs, sentence, total):
                    return True
        return False

    def _meets(self, theirs: str, ours: str, total: int | None) -> bool:
        limits = [one.amount.thousandths for one in marked_amounts(theirs, self.own)]
        named = {one.amount.thousandths for one in marked_amounts(ours, self.own)}
        return all(limit in named or (total is not None and total >= limit) for limit in limits)

    def has_review(self, sentence: str, words: str) -> bool:
        """The same numbers in one sentence about reviews; without numbers, the same words."""
        claimed = _figures(sentence)
        if not claimed:
            return self.says(words)
        return any(
            claimed <= _figures(sentence_around(text.low, found))
            for text in self.texts
            for found in text.search(Topic.REVIEWS)
        )


def sources_of(texts: tuple[str, ...], own: str = "") -> Sources:
    return Sources(tuple(map(read_text, texts)), own)


def _figures(sentence: str) -> frozenset[float]:
    """The numbers of a sentence without the scale of a rating."""
    return frozenset(numbers(re.sub(r"(?<=\d),(?=\d{3})", "", _SCALE.sub(" ", sentence))))


def _words_near(low: str, found: Found) -> set[str]:
    around = low[max(0, found.start() - _NEAR) : found.start()] + " " + low[found.end() : found.end() + _NEAR]
    return content_of(around)


def content_of(low: str) -> set[str]:
    """Return the words of a text in lower case that say what it is about, without their plural."""
    return {word.rstrip("s") for word in _CONTENT.findall(low)} - words_of("empty")
