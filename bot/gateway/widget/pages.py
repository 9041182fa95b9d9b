"""The widget's built files for any site, and the demonstration page around it."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from bot.folders import ROOT

BUILT = ROOT / "bot" / "widget" / "dist"
DEMO = ROOT / "bot" / "widget" / "demo"
NAMES = ("orientation.js", "orientation.css")
_WITHOUT = Path(__file__).parent.parent / "static"
_FOR_ANY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=300",
}


async def built_file(request: Request) -> Response:
    """The script or its styles.

    Raises:
        HTTPException: 404, the widget isn't built.
    """
    files = StaticFiles(directory=BUILT, check_dir=False)
    response = await files.get_response(request.scope["path"].lstrip("/"), request.scope)
    response.headers.update(_FOR_ANY_SITE)
    return response


async def page(request: Request) -> Response:
    """The demonstration page, or how to have it where the widget isn't built."""
    there = (BUILT / NAMES[0]).is_file() and (DEMO / "index.html").is_file()
    folder, name = (DEMO, "index.html") if there else (_WITHOUT, "sans-assistant.html")
    response = await StaticFiles(directory=folder).get_response(name, request.scope)
    response.headers["Cache-Control"] = "no-cache"
    return response
