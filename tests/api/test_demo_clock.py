"""The demo's clock: shared through a file, also where nothing is there yet."""

from pathlib import Path

from api.demo import DemoClock


def test_it_begins_in_a_folder_that_is_not_there_yet_and_is_shared(tmp_path: Path) -> None:
    path = tmp_path / "not" / "yet" / "clock.json"
    clock = DemoClock(path)
    assert abs((DemoClock(path).now() - clock.now()).total_seconds()) < 1
