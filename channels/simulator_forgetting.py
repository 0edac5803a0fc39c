"""Forgetting a phone on the simulated network, which keeps texts as a real one does; here we can reach them."""

from pathlib import Path

from channels.simulator_file import SimulatorFile


def forget_phone(path: Path, phone: str) -> int:
    """Destroy the phone's texts in the network's file and what is still to be told of them; return how many texts.

    Blocks stay: they are the network's own opt-outs.
    """
    file = SimulatorFile(str(path))
    try:
        with file.writing():
            gone = file.execute("DELETE FROM texts WHERE phone = ? RETURNING seq", (phone,))
            file.execute("DELETE FROM media WHERE phone = ?", (phone,))
            file.execute("DELETE FROM webhooks WHERE stream = ?", (phone,))
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        file.close()
    return len(gone)
