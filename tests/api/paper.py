"""Reading pages in tests: what a person would see, without the markup."""

import re
from html import unescape

import httpx


def words(markup: str) -> str:
    """Return the words of some markup, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def part(page: str, name: str) -> str:
    """Return the words inside the first element whose class or id is `name`."""
    match = re.search(rf'<(\w+)[^>]*(?:id|class)="{name}(?: [^"]*)?"[^>]*>', page)
    assert match, f"no {name} in the page"
    return words(_inside(page[match.end() :], match[1]))


def entries(page: str) -> list[str]:
    """Return what the thread shows, in order, each with its kind in front."""
    found = re.finditer(r'<(article|p) class="(bubble (?:in|out)|divider|attempt|quiet-turn)[ "][^>]*>', page)
    return [f"{match[2]}: {words(_inside(page[match.end() :], match[1]))}" for match in found]


def fields(page: str) -> dict[str, str]:
    """Return the hidden fields of the composer's form."""
    form = page[page.index('id="composer-form"') :]
    form = form[: form.index("</form>")]
    return {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    }


def status_of(answer: httpx.Response) -> tuple[int, str]:
    """Return the status and the notice."""
    return answer.status_code, part(answer.text, "notice")


def _inside(rest: str, tag: str) -> str:
    depth = 1
    for match in re.finditer(rf"<(/?){tag}\b[^>]*>", rest):
        depth += -1 if match[1] else 1
        if depth == 0:
            return rest[: match.start()]
    return rest
