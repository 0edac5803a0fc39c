"""Keeping a process on one core: to be woken on an idle one costs more than most of what is woken for."""

import os


def stay_on_one_core() -> None:
    """Keep this thread, and those that it starts, on the last core it may use. Where the system cannot, do nothing."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def cores_in_use() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
