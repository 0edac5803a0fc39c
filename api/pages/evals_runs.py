"""Reports of evaluation runs, opened from the Evals page: one file each, which may load and run nothing."""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from api.auth import MayChangeSettings
from api.house import HouseDep
from api.pages.page_route import PageRoute
from api.run_reports import report_of

router = APIRouter(route_class=PageRoute, include_in_schema=False)

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'; sandbox"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
)


@router.get("/evals/runs/{run}")
async def report(run: str, house: HouseDep, user: MayChangeSettings) -> Response:
    """Answer with the run's report. It may quote imported conversations, so it takes whoever may change settings."""
    found = await asyncio.to_thread(report_of, house.settings, run)
    return FileResponse(found.file, media_type="text/html; charset=utf-8", headers=dict(HEADERS))
