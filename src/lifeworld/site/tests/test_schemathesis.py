"""Every operation of the API answers as it says it does, whatever is sent to it: examples made from its own description.

Three examples of each kind an operation, the same every time; LIFEWORLD_API_EXAMPLES=100 and HYPOTHESIS_PROFILE=fuzz look for more.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from lifeworld.site.tests.test_isolation import furnished
from lifeworld.site.wsgi import application
from lifeworld.testing.cast import cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXAMPLES = int(os.environ.get("LIFEWORLD_API_EXAMPLES", "3"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OTHERS: dict[str, Any] = {"place": "acme", "version": 1, "code": "peers", "kind": "svg", "name": "run", "call": "track"}


@schemathesis.serializer("application/offset+octet-stream")
def part_of_a_file(context: schemathesis.SerializationContext, value: Any) -> dict[str, Any]:
    """Bytes go as they are."""
    return {"data": value if isinstance(value, bytes) else getattr(value, "data", str(value).encode())}


def answered(case: Case, known: dict[str, Any], key: str, *, there: bool) -> None:
    """Send an example with the owner's key, about things that are there or about any, and take back what it changed."""
    for name in case.path_parameters:
        if there or name == "place":
            case.path_parameters[name] = str(known[name])
    headers = {"Authorization": f"Bearer {key}"}
    with transaction.atomic():
        response = case.call(headers=headers)
        transaction.set_rollback(True)
    case.validate_response(response, checks=CHECKS, headers=headers)


def cannot_be_wrong(operation: Any) -> bool:
    """Whether it asks for nothing but words in its path: any word is one. Looking for a wrong one took longest of all."""
    asked = operation.definition.raw
    return not asked.get("requestBody") and all(
        one["in"] == "path" and one["schema"].keys() <= {"type", "title"} and one["schema"].get("type") == "string"
        for one in asked.get("parameters", ()))


def told(error: BaseException) -> str:
    """What failed, and how to ask the same again."""
    return f"{error}\n" + "\n".join(str(one) for one in getattr(error, "exceptions", ()))


@pytest.fixture
def known(settings: Any) -> Iterator[dict[str, Any]]:
    """Objects that are there, by the names of parameters. No answer is counted."""
    settings.EXPENSIVE_ASKS_MAX = 1_000_000
    people = cast()
    there = {**OTHERS, **furnished(people.acme, people.ben, people.cleo, "runners")}
    for signal in (request_started, request_finished):  # the connection is the test's; its client connects them again
        signal.disconnect(close_old_connections)
    yield there
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_the_api_answers_as_it_says(known: dict[str, Any], mode: GenerationMode) -> None:
    schema, wrong, asked = schemathesis.openapi.from_wsgi("/api/openapi.json", application), [], 0
    for found in schema.get_all_operations():
        operation = found.ok()
        asked += 1
        if mode is GenerationMode.NEGATIVE and cannot_be_wrong(operation):
            continue

        @examples(max_examples=EXAMPLES, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy(generation_mode=mode), there=st.sampled_from([True, True, False]))
        def all_examples(case: Case, there: bool) -> None:
            answered(case, known, str(known["secret"]), there=there)

        try:
            all_examples()
        except Unsatisfiable:
            wrong.append(f"{operation.label}: no example was found")
        except (Exception, BaseExceptionGroup) as error:  # every operation is asked before the test fails
            wrong.append(f"{operation.label}: {told(error)}")
    assert asked > 60
    assert not wrong, "\n\n".join(wrong)
