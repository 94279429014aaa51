"""The machines' door of the whole site: `/api/openapi.json` and the rooms' routers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from lifeworld import __version__
from lifeworld.audiences.api import router as audiences
from lifeworld.circles.api import router as circles
from lifeworld.constellations.api import router as constellations
from lifeworld.customers.api import router as customers
from lifeworld.events.api import router as events
from lifeworld.goals.api import router as goals
from lifeworld.kit.errors import LifeworldError
from lifeworld.measures.api import router as measures
from lifeworld.partners.api import router as partners
from lifeworld.places.api import router as places
from lifeworld.plugin_web import web_worlds
from lifeworld.scorecard.api import router as scorecard
from lifeworld.site.errors import as_problem, let_go
from lifeworld.site.machines import router as hall
from lifeworld.tools.api import router as tools
from lifeworld.voices.api import router as voices

PROBLEM = {
    "title": "Problem", "type": "object", "description": "A refusal (RFC 9457): what happened, and what to do next.",
    "required": ["type", "title", "status", "code", "detail", "next_step"],
    "properties": {"status": {"type": "integer"},
                   **{name: {"type": "string"} for name in ("type", "title", "code", "detail", "next_step")}},
}
REFUSALS = {
    400: "What was sent is too large, or not what it says", 401: "Neither a key nor a session", 403: "The caller may not",
    404: "Not there, or not the caller's", 409: "Something else holds meanwhile", 413: "Too large", 422: "Malformed",
    429: "Asked too often",
}


class Api(NinjaAPI):
    """The API, which says of every route how it refuses: all of them do it alike."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> OpenAPISchema:
        """The description, with the refusals of every operation."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"]["schemas"]["Problem"] = PROBLEM
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"] |= {status: {"description": words, "content": content} for status, words in REFUSALS.items()}
        return schema


api = Api(title="lifeworld", version=__version__, docs_url=None, openapi_url="openapi.json",
               description="Everything the pages do. Send «Authorization: Bearer KEY»; errors are application/problem+json.")
for room in (places, customers, events, voices, constellations, measures, goals, circles, audiences, partners, tools, scorecard, hall):
    api.add_router("", room)
for _, web in web_worlds():
    if web.router is not None:
        api.add_router("", web.router)


@api.exception_handler(LifeworldError)
def refused(request: HttpRequest, error: LifeworldError) -> HttpResponse:
    """A refusal of any room."""
    return as_problem(let_go(error))


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What does not have the form that the route asks for."""
    said = "; ".join(f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors[:5])
    return as_problem(LifeworldError(422, "malformed", f"The request is not in the form that this route takes: {said}.",
                                     "Compare it with /api/openapi.json."))


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What cannot be read at all, such as broken JSON."""
    return as_problem(LifeworldError(422 if error.status_code == 400 else error.status_code, "unreadable",
                                     f"The request could not be read: {error}.", "Send valid JSON in UTF-8."))
