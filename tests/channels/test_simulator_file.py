"""The simulated network's file: what is written together is kept together."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from channels.carrier import CarrierStatus
from channels.simulator_file import SimulatorFile
from channels.simulator_phones import Direction, Phones
from conversation.errors import Misconfigured

NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
PHONE = "+13035550111"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[SimulatorFile]:
    opened = SimulatorFile(str(tmp_path / "phones.db"))
    yield opened
    opened.close()


def keep(file: SimulatorFile, body: str) -> None:
    Phones(file).keep(
        direction=Direction.FROM_PHONE,
        phone=PHONE,
        business="+18885550100",
        body=body,
        at=NOW,
        status=CarrierStatus.RECEIVED,
    )


def keep_half(file: SimulatorFile) -> None:
    with file.writing():
        keep(file, "half")
        raise RuntimeError


def test_a_write_that_fails_halfway_keeps_nothing_and_the_next_one_works(file: SimulatorFile) -> None:
    with pytest.raises(RuntimeError):
        keep_half(file)
    with file.writing():
        keep(file, "whole")
    assert [text.body for text in Phones(file).thread(PHONE)] == ["whole"]


def test_nobody_sees_half_a_write(file: SimulatorFile, tmp_path: Path) -> None:
    other = SimulatorFile(str(tmp_path / "phones.db"))
    with file.writing():
        keep(file, "first")
        assert Phones(other).thread(PHONE) == ()
    assert len(Phones(other).thread(PHONE)) == 1
    other.close()


def test_the_folder_is_made_and_one_that_cannot_be_is_named(tmp_path: Path) -> None:
    SimulatorFile(str(tmp_path / "new" / "network.db")).close()
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match=r"TWOLANE_DATA_DIR: the simulated network's .*file/network.db"):
        SimulatorFile(str(tmp_path / "file" / "network.db"))
