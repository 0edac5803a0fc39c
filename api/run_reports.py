"""Reports of evaluation runs: in one folder each run has its own, with a `report.html` in it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from api.settings import Settings
from conversation.errors import Unknown

REPORT = "report.html"
MOST = 100


@dataclass(frozen=True, slots=True)
class RunReport:
    """A report, by the name of its run's folder. `at` is when it was written."""

    run: str
    at: datetime
    file: Path


def run_reports(settings: Settings) -> tuple[RunReport, ...]:
    """Return the newest reports, the newest first; none where there is no folder. A link is no report."""
    folder = (settings.evals_runs or settings.data_dir / "runs").resolve()
    if not folder.is_dir():
        return ()
    files = [path / REPORT for path in folder.iterdir()]
    inside = [file for file in files if file.is_file() and file.resolve() == file]
    reports = [RunReport(one.parent.name, datetime.fromtimestamp(one.stat().st_mtime, UTC), one) for one in inside]
    return tuple(sorted(reports, key=lambda report: (report.at, report.run), reverse=True)[:MOST])


def report_of(settings: Settings, run: str) -> RunReport:
    """Raises Unknown for whatever is not one of `run_reports`."""
    found = next((report for report in run_reports(settings) if report.run == run), None)
    if found is None:
        raise Unknown("run", run)
    return found
