"""Routes join an app as they stand, already made."""

from fastapi import APIRouter, FastAPI


def join_routes(app: FastAPI, *routers: APIRouter) -> None:
    """Add the routers' own routes to the app, in their order.

    FastAPI's ``include_router`` makes every route anew for each app, while its first requests wait for it.
    """
    for router in routers:
        app.router.routes.extend(router.routes)
