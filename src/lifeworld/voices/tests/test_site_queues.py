"""Queues: what is drawn by chance keeps its probability, what would teach most comes first, and nobody is given what is not for her."""

from __future__ import annotations

import numpy as np
import pytest
from django.test import Client

from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.queues import delete_queue, make_queue
from lifeworld.voices.actions.readings import read_statement
from lifeworld.voices.core.site_queues import active_rows, random_rows
from lifeworld.voices.models import CodebookVersion, Queue, QueueItem, Reading
from lifeworld.voices.queries.coding import next_to_code
from lifeworld.voices.queries.queues import items_of, queue_of, queues_of
from lifeworld.voices.queries.readings import codings_frame
from lifeworld.voices.queries.studies import study_of
from lifeworld.voices.tests.site_coded import make_study, model_reads, statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def order(queue: int) -> list[str]:
    return list(QueueItem.objects.filter(queue=queue).order_by("rank").values_list("statement__key", flat=True))


def test_a_random_queue_records_probabilities_also_for_what_was_read_before(people: Cast) -> None:
    study, ben, eva = make_study(people), people.caller(people.ben), people.caller(people.eva)
    for key in ("s0", "s1", "s2", "s3", "s4"):
        read_statement(eva, study, statement(study, key), ["mood"], [], version=0)
    queue = make_queue(ben, study, "random", 3)
    items = QueueItem.objects.filter(queue=queue)
    assert items.count() == 3 and [item.inclusion for item in items] == pytest.approx([0.6] * 3)
    frame = codings_frame(ben, study.pk)
    assert set(frame.filter(frame["queue"] == "random")["statement"]) == set(order(queue))
    assert Reading.objects.filter(inclusion__gt=0.5, queue="random").count() == 3
    second = make_queue(ben, study, "random", 3)
    assert not set(order(second)) & set(order(queue)), "what one random queue holds is not drawn again"
    with pytest.raises(LifeworldError) as nothing:
        make_queue(ben, study, "random", 3)
    assert nothing.value.status == 409


def test_coders_walk_a_queue_in_its_order_and_skip_what_they_have_read(people: Cast) -> None:
    study, ben, eva, finn = (make_study(people), *(people.caller(user) for user in (people.ben, people.eva, people.finn)))
    queue = make_queue(ben, study, "random", 3, "First round", [people.eva.pk])
    first, second, third = (statement(study, key) for key in order(queue))
    assert next_to_code(eva, study, queue) == first
    read_statement(eva, study, first, [], [], version=0)
    assert next_to_code(eva, study, queue, after=first) == second
    assert next_to_code(eva, study, queue, after=second) == third
    assert next_to_code(eva, study, queue, after=third) == second
    read = Reading.objects.get()
    assert read.queue == "random" and read.inclusion == pytest.approx(0.6)
    with pytest.raises(LifeworldError) as foreign:
        next_to_code(finn, study, queue)
    assert foreign.value.status == 404 and queues_of(finn, study) == []
    mine = queues_of(eva, study)[0]
    assert (mine.name, mine.n, [(p.n_read, p.n) for p in mine.progress]) == ("First round", 3, [(1, 3)])
    assert [(p.coder, p.n_read) for p in queue_of(ben, study, queue).progress] == [("Eva", 1)]


def test_the_active_queue_begins_where_the_model_is_in_doubt(people: Cast) -> None:
    study, ben = make_study(people), people.caller(people.ben)
    model_reads(study, {"s0": {"mood": 0.97}, "s1": {"mood": 0.51, "status": 0.5}, "s2": {}, "s3": {"peers": 0.99}, "s4": {"mood": 0.46}})
    queue = make_queue(ben, study, "active", 2)
    assert order(queue)[0] == "s1" and set(order(queue)) == {"s1", "s4"}
    read_statement(people.caller(people.eva), study, statement(study, "s0"), [], [], version=0)
    assert set(order(make_queue(ben, study, "active", 9))) == {"s2", "s3"}


def test_disagreements_are_of_people_and_name_the_code(people: Cast) -> None:
    study, ben = make_study(people), people.caller(people.ben)
    model_reads(study, {"s1": {"status": 0.9}})
    for user, codes in ((people.eva, ["mood", "self"]), (people.finn, ["mood"])):
        read_statement(people.caller(user), study, statement(study, "s1"), codes, [], version=0)
    queue = make_queue(ben, study, "disagreements", 10)
    assert [(item.key, item.code) for item in items_of(ben, study, queue)] == [("s1", "self")]


def test_a_changed_meaning_brings_what_was_read_back_to_its_readers(people: Cast) -> None:
    study, ben, eva = make_study(people), people.caller(people.ben), people.caller(people.eva)
    one = statement(study, "s1")
    read_statement(eva, study, one, ["mood"], [], version=0)
    codes = CodebookVersion.objects.get(study=study.pk).codes
    changed = [code | ({"definition": "Another meaning."} if code["name"] == "mood" else {}) for code in codes]
    CodebookVersion.objects.create(study_id=study.pk, number=2, codes=changed, who="user:1")
    study = study_of(ben, study.slug)
    queue = make_queue(ben, study, "stale", 10)
    assert order(queue) == ["s1"] and next_to_code(eva, study, queue) == one
    again = read_statement(eva, study, one, ["mood"], [], version=1)
    assert again.codebook == 2 and next_to_code(eva, study, queue) is None


def test_what_is_no_queue_is_refused_and_coders_make_none(people: Cast) -> None:
    study, ben = make_study(people), people.caller(people.ben)
    for kind, n, coders in (("best", 3, []), ("random", 0, []), ("random", 10**6, []), ("random", 3, [people.dev.pk])):
        with pytest.raises(InputRefused):
            make_queue(ben, study, kind, n, coders=coders)
    with pytest.raises(LifeworldError) as model:
        make_queue(ben, study, "active", 3)
    assert model.value.status == 409
    with pytest.raises(LifeworldError) as forbidden:
        make_queue(people.caller(people.eva), study, "random", 3)
    assert forbidden.value.status == 403
    queue = make_queue(ben, study, "random", 3)
    with pytest.raises(LifeworldError):
        delete_queue(people.caller(people.eva), study, queue)
    delete_queue(ben, study, queue)
    assert not Queue.objects.exists() and not QueueItem.objects.exists()


def test_the_draw_does_not_depend_on_the_order_of_rows() -> None:
    import polars as pl

    ids = pl.Series([f"s{n}" for n in range(200)])
    positive = np.arange(200)[:, None] < 9
    chosen = random_rows(ids, np.zeros(200, bool), positive, 40, 7)
    turned = np.random.default_rng(1).permutation(200)
    again = random_rows(ids.gather(turned), np.zeros(200, bool), positive[turned], 40, 7)
    assert ids.gather(chosen.rows).to_list() == ids.gather(turned).gather(again.rows).to_list()
    assert chosen.inclusion[chosen.rows < 9].min() > chosen.inclusion[chosen.rows >= 9].max(), "rare codes are drawn more often"
    doubt = np.linspace(0.01, 0.49, 200)[:, None]
    first = active_rows(ids, np.zeros(200, bool), doubt, doubt > 0.3, 5)
    mixed = active_rows(ids.gather(turned), np.zeros(200, bool), doubt[turned], (doubt > 0.3)[turned], 5)
    assert ids.gather(first.rows).to_list() == ids.gather(turned).gather(mixed.rows).to_list()


def route(study: str, rest: str) -> str:
    return f"/api/acme/-/studies/{study}/{rest}"


def sent(client: Client, way: str, path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
    answer = getattr(client, way)(path, body, content_type="application/json")
    return answer.status_code, answer.json() if answer.content else {}


def test_queues_over_the_api(people: Cast) -> None:
    study = make_study(people)
    ben, eva, dev = (people.client(user) for user in (people.ben, people.eva, people.dev))
    status, made = sent(ben, "post", route(study.slug, "queues"), {"kind": "random", "n": 4})
    assert status == 201 and made["n"] == 4
    status, problem = sent(eva, "post", route(study.slug, "queues"), {"kind": "random", "n": 4})
    assert status == 403 and problem["code"] == "not_allowed"
    assert sent(ben, "post", route(study.slug, "queues"), {"kind": "best"})[0] == 422
    assert sent(ben, "post", route(study.slug, "queues"), {"kind": "stale"})[0] == 409
    assert [queue["id"] for queue in eva.get(route(study.slug, "queues")).json()["queues"]] == [made["id"]]
    assert dev.get(route(study.slug, "queues")).status_code == 404
    later = sent(ben, "post", route(study.slug, "queues"), {"kind": "random", "n": 1})[1]
    tagged = ben.get(route(study.slug, "queues?limit=1"))
    newer = tagged.json()
    assert ben.get(route(study.slug, "queues?limit=1"), headers={"If-None-Match": tagged.headers["ETag"]}).status_code == 304
    older = ben.get(route(study.slug, f"queues?limit=1&before={newer['next']}")).json()
    assert [page["queues"][0]["id"] for page in (newer, older)] == [later["id"], made["id"]]
    page = ben.get(route(study.slug, f"queues/{made['id']}/items?limit=3")).json()
    rest = ben.get(route(study.slug, f"queues/{made['id']}/items?limit=3&after={page['next']}")).json()
    assert [item["rank"] for item in page["items"] + rest["items"]] == [1, 2, 3, 4] and rest["next"] is None
    assert eva.get(route(study.slug, f"queues/{made['id']}/items")).status_code == 403
    assert eva.delete(route(study.slug, f"queues/{made['id']}")).status_code == 403
    assert ben.delete(route(study.slug, f"queues/{made['id']}")).status_code == 204
    assert ben.get(route(study.slug, f"queues/{made['id']}")).status_code == 404


def test_queues_on_pages(people: Cast) -> None:
    study = make_study(people)
    ben, eva, vic = (people.client(user) for user in (people.ben, people.eva, people.vic))
    path = f"/acme/-/studies/{study.slug}/queues/"
    assert ben.post(path, {"kind": "random", "n": "3", "coders": [str(people.eva.pk)]}).status_code == 302
    queue = Queue.objects.get()
    assert b"Random sample" in eva.get(path).content and b"Make a queue" not in eva.get(path).content
    assert b"Make a queue" in ben.get(path).content
    assert ben.get(f"{path}{queue.pk}/").status_code == 200 and eva.get(f"{path}{queue.pk}/").status_code == 403
    assert ben.post(path, {"kind": "random", "n": "many"}).status_code == 422
    assert eva.post(path, {"kind": "random", "n": "3"}).status_code == 403 and vic.get(path).status_code == 403
    assert eva.post(f"{path}{queue.pk}/delete/").status_code == 403
    assert ben.post(f"{path}{queue.pk}/delete/").status_code == 302 and not Queue.objects.exists()
