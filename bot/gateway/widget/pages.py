"""The widget's built files for any site, and the page that presents the assistant."""

from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.folders import ROOT
from bot.gateway import site
from bot.settings import Settings

BUILT = ROOT / "bot" / "widget" / "dist"
NAMES = ("orientation.js", "orientation.css")
_FOR_ANY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=300",
}
_ICON = Path(__file__).parent.parent / "static" / "favicon.ico"


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
    """The page of presentation, or how to have it where the widget isn't built."""
    settings: Settings = request.app.state.gateway.settings
    built = (BUILT / NAMES[0]).is_file()
    html = presentation(settings, origin_of(settings, request.scope)) if built else _page("sans-assistant", settings)
    return HTMLResponse(html, headers={"Cache-Control": "no-cache"})


def presentation(settings: Settings, origin: str) -> str:
    """The page that presents the assistant; ``origin`` is where its script is served."""
    return _page("presentation", settings, origin=origin)


def origin_of(settings: Settings, scope: Scope) -> str:
    """Where the gateway is reached: as it says, else as it was asked for, under a name that the door let in."""
    return settings.public_url or f"{scope['scheme']}://{Headers(scope=scope).get('host', '')}"


async def favicon(_request: Request) -> Response:
    """The icon that browsers ask for unbidden."""
    return FileResponse(_ICON, media_type="image/x-icon", headers={"Cache-Control": "public, max-age=86400"})


def _page(name: str, settings: Settings, **values: str) -> str:
    return site.environment(site.TEMPLATES).get_template(f"{name}.html").render({**site.around(settings, ""), **values})
