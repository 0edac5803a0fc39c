"""Hashing passwords: what matches, how long it takes when nobody is there, and that the loop goes on meanwhile."""

import asyncio
import time
from statistics import median

from argon2 import PasswordHasher

from api.passwords import Passwords
from tests.api.desk import quick_passwords

GOOD = "caf\u00e9 au lait, twice a day"


async def test_only_the_password_itself_matches() -> None:
    passwords = quick_passwords()
    hash = await passwords.hash(GOOD)
    assert hash.startswith("$argon2id$") and GOOD not in hash and hash != await passwords.hash(GOOD)
    assert await passwords.matches(hash, GOOD)
    assert await passwords.matches(hash, "cafe\u0301 au lait, twice a day"), "the same, typed on another keyboard"
    for wrong in ("", GOOD + " ", GOOD.upper()):
        assert not await passwords.matches(hash, wrong)
    for broken in (None, "", "no hash", hash[:-1] + "!"):
        assert not await passwords.matches(broken, GOOD)


async def test_nobodys_password_takes_as_long_as_somebodys() -> None:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1))
    hash = await passwords.hash(GOOD)

    async def took(known: str | None) -> float:
        begun = time.perf_counter()
        await passwords.matches(known, "wrong")
        return time.perf_counter() - begun

    await took(None)
    rounds = [(await took(hash), await took(None)) for _ in range(15)]
    somebody, nobody = (median(times) for times in zip(*rounds, strict=True))
    assert 0.5 < somebody / nobody < 2


async def test_the_loop_goes_on_while_passwords_are_hashed() -> None:
    passwords = Passwords(PasswordHasher(time_cost=2, memory_cost=32768, parallelism=1))
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.001)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await asyncio.gather(*(passwords.hash(GOOD) for _ in range(6)))
    ticking.cancel()
    assert ticks > 5
