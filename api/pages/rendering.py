"""Rendering: templates that escape everything, and answers that may load nothing from elsewhere."""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.session import CSRF_FIELD, CSRF_HEADER, page_token

API = Path(__file__).parent.parent

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
        "Vary": "HX-Request",
    }
)


def render(template: str, status: int = 200, **views: object) -> HTMLResponse:
    """Answer with a template filled from `views`. Shoppers' words are data: they cannot become markup."""
    html = _environment().get_template(template).render(**views)
    return HTMLResponse(html, status, headers=dict(HEADERS))


def fragment(template: str, **views: object) -> str:
    """Return a filled template as one line, for where a line is all that fits."""
    return " ".join(_environment().get_template(template).render(**views).split())


def wants_fragment(request: Request) -> bool:
    """Tell whether htmx asks for a part of the page; a history visit asks for the whole."""
    headers = request.headers
    return headers.get("hx-request") == "true" and headers.get("hx-history-restore-request") != "true"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(API / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["sentence"] = as_sentence
    environment.globals["static"] = static_address
    environment.globals["csrf_field"] = _csrf_field
    environment.globals["csrf_header"] = _csrf_header
    return environment


def as_sentence(words: str) -> str:
    """Return `words` with a capital first letter and the names in them as they are, unlike Jinja's `capitalize`."""
    return words[:1].upper() + words[1:]


def _csrf_field() -> Markup:
    """Return what every form needs whose press changes something; nothing where nobody is logged in."""
    token = page_token.get()
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, token) if token else Markup("")


def _csrf_header() -> str:
    """Return the same for what htmx sends without a form."""
    token = page_token.get()
    return json.dumps({CSRF_HEADER: token}) if token else ""


@cache
def static_address(name: str) -> str:
    """Return the address of a static file, with a mark that changes when the file does."""
    mark = sha256((API / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={mark}"
