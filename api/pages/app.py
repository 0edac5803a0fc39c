"""What makes the pages an app on a phone: the manifest, and the service worker that shows push messages."""

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, JSONResponse

from api.pages.rendering import API, static_address

router = APIRouter(include_in_schema=False)

SIZES = ("192", "512")


@router.get("/manifest.webmanifest")
async def manifest() -> Response:
    """Say how the pages look as an app."""
    pictures = [
        {"src": static_address(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in SIZES
        for purpose in ("any", "maskable")
    ]
    app = {
        "id": "/",
        "name": "Twolane",
        "short_name": "Twolane",
        "description": "Conversations that wait for a person.",
        "start_url": "/conversations?show=escalated",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f6f7",
        "theme_color": "#ffffff",
        "icons": pictures,
    }
    return JSONResponse(app, media_type="application/manifest+json")


@router.get("/sw.js")
async def service_worker() -> Response:
    """Serve the service worker from the root, so that it may serve every page."""
    return FileResponse(API / "static" / "sw.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"})
