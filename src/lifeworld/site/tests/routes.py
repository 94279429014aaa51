"""Every route of the site with its methods, and a request for each that would be right if the asker were."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

from lifeworld.site.api import api

SAFE = ("GET", "HEAD")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
PARAMETER = re.compile(r"<(?:(?P<converter>[^>:]+):)?(?P<name>[^>]+)>")

FIELDS: dict[str, Any] = {
    "role": "viewer", "email": "zed@example.org", "scopes": ["places.see"], "origins": ["https://zed.example"], "element": "types",
    "version": 1, "part": "inner", "definition": "Anything.", "sure": "yes", "purpose": "quotes", "given": True, "kind": "random",
    "day": "2026-05-01", "client_id": "00000000-0000-4000-8000-000000000000", "report": 1, "seen_by": "place",
}
"""Values of fields, by their names, where a shape alone would be refused: in the bodies of the API and in every form."""


@dataclass(frozen=True)
class Route:
    """A pattern of addresses: "<place:place>/-/customers/<int:customer>/"; ``operations`` of the API by method."""

    pattern: str
    operations: Mapping[str, Mapping[str, Any]] | None = None

    @property
    def names(self) -> list[str]:
        """Names of its parameters."""
        return [found["name"] for found in PARAMETER.finditer(self.pattern)]

    @property
    def is_api(self) -> bool:
        """Whether machines ask it."""
        return self.pattern.startswith("api/")

    def address(self, values: Mapping[str, object]) -> str:
        """The address with these values. Errors: KeyError for a parameter that has none."""
        return "/" + PARAMETER.sub(lambda found: str(values[found["name"]]), self.pattern)

    def query(self, method: str) -> dict[str, Any]:
        """Query parameters that the API needs."""
        wanted = (self.operations or {}).get(method.lower(), {}).get("parameters", ())
        return {one["name"]: sample(one["schema"]) for one in wanted if one["in"] == "query" and one.get("required")}

    def body(self, method: str) -> Any:
        """A body that has the form which the API asks for; None where it asks for none."""
        content = self._content(method)
        return sample(content["application/json"]["schema"]) if "application/json" in content else None

    def parts(self, method: str) -> dict[str, Any] | None:
        """The parts of a form with a file that the API asks for; None where it asks for none."""
        content = self._content(method)
        return sample(content["multipart/form-data"]["schema"]) if "multipart/form-data" in content else None

    def _content(self, method: str) -> Mapping[str, Any]:
        return (self.operations or {}).get(method.lower(), {}).get("requestBody", {}).get("content", {})


def sample(schema: Mapping[str, Any]) -> Any:
    """A value that fits a JSON schema of the API: what is required, as small as it may be."""
    if "$ref" in schema:
        return sample(_schemas()[schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema or "allOf" in schema:
        return sample((schema.get("anyOf") or schema["allOf"])[0])
    if "const" in schema or "enum" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    if schema.get("format") == "binary":
        return a_file()
    forms = {"uuid": "00000000-0000-4000-8000-000000000000", "date-time": "2026-05-01T07:30:00Z", "date": "2026-05-01"}
    required, n, least = schema.get("required", ()), schema.get("minItems", 0), max(1, schema.get("minimum", 1))
    return {
        "object": {name: FIELDS[name] if name in FIELDS and "enum" not in schema["properties"][name]
                   else sample(schema["properties"][name]) for name in required},
        "array": [sample(schema["items"])] * n if n else [], "integer": least, "number": least, "boolean": True,
        "string": forms.get(schema.get("format", ""), "x" * max(1, schema.get("minLength", 1))),
    }.get(schema.get("type", ""), {})


def a_file() -> SimpleUploadedFile:
    """A file that a form sends."""
    return SimpleUploadedFile("a.csv", b"customer,actor\n")


def routes() -> list[Route]:
    """Every route of the URLconf, the administration's left out: Django tests its own."""
    return list(_routes(get_resolver().url_patterns, ""))


def _routes(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for one in patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLResolver):
            if one.app_name != "admin":
                yield from _routes(one.url_patterns, pattern)
        else:
            operations = None
            if isinstance(getattr(one.callback, "__self__", None), PathView) or pattern.startswith("api/"):
                operations = _operations().get(_api_path(pattern))
            yield Route(pattern, operations)


def _api_path(pattern: str) -> str:
    return "/" + PARAMETER.sub(lambda found: "{" + found["name"] + "}", pattern)


_KNOWN: dict[str, Any] = {}


def _openapi() -> dict[str, Any]:
    if not _KNOWN:
        _KNOWN.update(api.get_openapi_schema())
    return _KNOWN


def _schemas() -> dict[str, Any]:
    return _openapi()["components"]["schemas"]


def _operations() -> dict[str, Any]:
    return {re.sub(r"\{[^}:]+:([^}]+)\}", r"{\1}", path): methods for path, methods in _openapi()["paths"].items()}
