"""The API reference at /docs: the same schema as /openapi.json, as a page that loads nothing from elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeAlias

from fastapi import APIRouter, Request, Response

from api.pages.page_route import PageRoute
from api.pages.rendering import render

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Node: TypeAlias = Mapping[str, Any]
"""A piece of an OpenAPI document, which is JSON of any shape; it does not leave this file."""

LEFT_OUT = frozenset({"authorization", "x-twolane-user"})
"""Headers that every call takes; the page says so once."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a body."""

    name: str
    kind: str
    required: bool
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A status that a call may answer with, and the shape of what comes with it."""

    status: str
    words: str
    shape: str


@dataclass(frozen=True, slots=True)
class Call:
    """One path and method."""

    method: str
    path: str
    says: str
    fields: tuple[Field, ...]
    body: tuple[Field, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A named shape of the API."""

    name: str
    says: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The calls under each heading, and the shapes they name."""

    version: str
    groups: tuple[tuple[str, tuple[Call, ...]], ...]
    shapes: tuple[Shape, ...]


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Show every call of the API."""
    return render("reference.html", reference=reference_of(request.app.openapi()))


def reference_of(document: Node) -> Reference:
    """Read an OpenAPI document."""
    shapes: Node = document.get("components", {}).get("schemas", {})
    groups: dict[str, list[Call]] = {}
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            heading = next(iter(call.get("tags", ())), "Other")
            groups.setdefault(heading, []).append(_call(method, path, call, shapes))
    return Reference(
        version=document["info"]["version"],
        groups=tuple((heading, tuple(calls)) for heading, calls in groups.items()),
        shapes=tuple(_shape(name, shape) for name, shape in shapes.items() if name.endswith(("Out", "In", "_"))),
    )


def _call(method: str, path: str, call: Node, shapes: Node) -> Call:
    return Call(
        method=method.upper(),
        path=path,
        says=call.get("description") or call.get("summary", ""),
        fields=tuple(_parameters(call)),
        body=tuple(_body(call, shapes)),
        answers=tuple(_answers(call)),
    )


def _parameters(call: Node) -> Iterator[Field]:
    for one in call.get("parameters", ()):
        if one["name"] not in LEFT_OUT:
            yield Field(one["name"], _kind(one["schema"]), one.get("required", False), f"in the {one['in']}")


def _body(call: Node, shapes: Node) -> Iterator[Field]:
    for media, content in call.get("requestBody", {}).get("content", {}).items():
        name = _kind(content["schema"]).partition(" or ")[0]
        as_form = "" if media == "application/json" else "form"
        yield from _fields(shapes.get(name, {}), as_form)


def _answers(call: Node) -> Iterator[Answer]:
    for status, answer in call.get("responses", {}).items():
        schema: Node = next((content["schema"] for content in answer.get("content", {}).values()), {})
        words = HTTPStatus(int(status)).phrase if status.isdigit() else answer.get("description", "")
        yield Answer(status, words, _kind(schema) if schema else "")


def _shape(name: str, shape: Node) -> Shape:
    return Shape(name, shape.get("description", ""), tuple(_fields(shape, "")))


def _fields(shape: Node, note: str) -> Iterator[Field]:
    required = set(shape.get("required", ()))
    for name, schema in shape.get("properties", {}).items():
        yield Field(name, _kind(schema), name in required, schema.get("description") or note)


def _kind(schema: Node) -> str:
    """Name a schema's type as a reader would."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if schema.get("format") == "date-time":
        return "moment (ISO 8601)"
    return str(schema.get("type", "anything"))
