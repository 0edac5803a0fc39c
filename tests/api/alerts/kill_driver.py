"""A sender in a process of its own, to be killed: `python -m tests.api.alerts.kill_driver FOLDER`."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from api.alerts.alerting import open_alerting
from api.live import Live
from api.settings import Settings
from conversation.clock import SystemClock
from conversation.store_sql.opening import open_ledger


async def main(folder: Path) -> None:
    ledger = await open_ledger(f"sqlite:///{folder / 'ledger.db'}")
    settings = Settings(_env_file=None, data_dir=folder, alerts_to_private=True)
    sender = open_alerting(settings, ledger, SystemClock()).sender
    sender.lease = timedelta(seconds=1)
    await sender.run(Live())


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
