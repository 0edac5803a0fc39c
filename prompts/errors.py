"""What can be wrong with a pack or a canned reply. Each says what to change and how.

Misconfigured
 +- PackMissing    no pack has that name, no folder is at that path
 +- PackBroken     a file of the pack cannot be read as what it should be
 +- FactMissing    a template asks for a fact that it is not given
 +- BlockMissing   a template has no block of that name
Invalid
 +- CannedBroken   a canned reply cannot be filled in
"""

from conversation.errors import Invalid, Misconfigured


class PackMissing(Misconfigured):
    """No pack has that name, or no folder with a pack.yaml is at that path."""


class PackBroken(Misconfigured):
    """A file of the pack cannot be read: names the file, the line and what is wrong."""


class FactMissing(Misconfigured):
    """A template asks for a fact that it is not given."""


class BlockMissing(Misconfigured):
    """A template has no block of that name."""


class CannedBroken(Invalid):
    """A canned reply cannot be filled in."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__("reply", problem, remedy)
