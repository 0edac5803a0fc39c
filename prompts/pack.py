"""A pack: a folder of templates that belong together, known by its name, version and hash."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from jinja2 import Environment, Template, TemplateError, TemplateNotFound, UndefinedError, nodes
from jinja2.runtime import Context

from prompts.errors import BlockMissing, FactMissing, PackBroken

_Block: TypeAlias = Callable[[Context], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered text, and the hash (SHA-256, hex) of the pack that its words come from."""

    text: str
    hash: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a version of a pack changed, and when (an ISO date)."""

    version: str
    date: str
    says: str


class Pack:
    """Templates ready to render. `hash` changes whenever a byte of a file of the pack, or of its parent, does."""

    def __init__(
        self,
        name: str,
        version: str,
        pack_hash: str,
        environment: Environment,
        changelog: tuple[Change, ...] = (),
    ) -> None:
        self.name = name
        self.version = version
        self.hash = pack_hash
        self.changelog = changelog
        self._environment = environment
        self._chains: dict[str, tuple[Template, ...]] = {}
        self._found: dict[tuple[str, str], tuple[dict[str, object], list[_Block]]] = {}

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.hash[:12]})"

    def render(self, template: str, /, **facts: object) -> Rendered:
        """Render the whole `template` (its name without ``.j2``).

        Raises PackBroken where there is no such template or it fails, FactMissing where it asks for more than `facts`.
        """
        newest = self._chain(template)[0]
        return self._rendered(template, lambda: newest.render(facts))

    def phrase(self, name: str, /, **facts: object) -> Rendered:
        """Render the phrase block `name`. Raises as `block` does."""
        return self.block("phrases", name, **facts)

    def block(self, template: str, name: str, /, **facts: object) -> Rendered:
        """Render one block of `template`, the pack's own before its parent's.

        Raises BlockMissing where neither has it, else as `render` does.
        """
        known, blocks = self._blocks_named(template, name)
        context = self._environment.context_class(self._environment, {**known, **facts}, template, {})
        context.blocks = {name: blocks}
        return self._rendered(template, lambda: "".join(blocks[0](context)))

    def blocks(self, template: str) -> tuple[str, ...]:
        """Return the names of the blocks of `template`, its parent's included, sorted. Raises PackBroken."""
        return tuple(sorted({name for ancestor in self._chain(template) for name in _blocks_of(ancestor)}))

    def has_block(self, template: str, name: str) -> bool:
        """Tell whether `template`, or one that it extends, has the block: a pack may be older than it."""
        return any(name in _blocks_of(ancestor) for ancestor in self._chain(template))

    def _blocks_named(self, template: str, name: str) -> tuple[dict[str, object], list[_Block]]:
        """Return what the newest template knows, and every ancestor's block of that name, newest first."""
        found = self._found.get((template, name))
        if found is None:
            chain = self._chain(template)
            blocks = [_blocks_of(ancestor)[name] for ancestor in chain if name in _blocks_of(ancestor)]
            if not blocks:
                known = ", ".join(self.blocks(template))
                raise BlockMissing(f"{self.name}/{template}.j2", f"has no block {name!r}; it has {known}")
            found = self._found[template, name] = dict(chain[0].globals), blocks
        return found

    def _rendered(self, template: str, write: Callable[[], str]) -> Rendered:
        place = f"{self.name}/{template}.j2"
        try:
            return Rendered(write().strip(), self.hash)
        except UndefinedError as error:
            raise FactMissing(place, f"{error.message}; give that fact or take it out of the template") from error
        except (TemplateError, TypeError, ValueError) as error:
            raise PackBroken(place, str(error)) from error

    def _chain(self, template: str) -> tuple[Template, ...]:
        """Return the template and those it extends, newest first."""
        if template not in self._chains:
            self._chains[template] = tuple(self._ancestry(f"{template}.j2"))
        return self._chains[template]

    def _ancestry(self, file: str) -> Iterator[Template]:
        name: str | None = file
        while name is not None:
            try:
                yield self._environment.get_template(name)
            except TemplateNotFound as error:
                raise PackBroken(f"{self.name}/{name}", "there is no such template; add the file") from error
            name = self._extended_by(name)

    def _extended_by(self, file: str) -> str | None:
        assert self._environment.loader is not None
        source, _, _ = self._environment.loader.get_source(self._environment, file)
        extends = self._environment.parse(source).find(nodes.Extends)
        if extends is None:
            return None
        if not isinstance(extends.template, nodes.Const):
            raise PackBroken(f"{self.name}/{file}", "extends must name its parent in quotes")
        return str(extends.template.value)


def _blocks_of(template: Template) -> Mapping[str, _Block]:
    return template.blocks
