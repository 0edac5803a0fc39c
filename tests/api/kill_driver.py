"""A whole house in a process of its own, to be killed: `python -m tests.api.kill_driver FOLDER PORT`."""

import asyncio
import sys
from pathlib import Path

from api.demo import DemoClock, demo_settings
from api.serving import serve
from api.settings import Settings


def main() -> None:
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    settings = demo_settings(folder, port, Settings(_env_file=None))
    asyncio.run(serve(settings, "127.0.0.1", port, with_worker=True, clock=DemoClock(folder / "clock.json")))


if __name__ == "__main__":
    main()
