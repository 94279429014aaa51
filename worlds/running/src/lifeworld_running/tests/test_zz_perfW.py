from pathlib import Path
import pytest, collections
from lifeworld_running.tests.web_runs import home
from lifeworld_running.models import *
from lifeworld_running.core.lines import RUNS
from lifeworld_running.actions.work import work_once
from lifeworld_running.actions.files import take_file
from lifeworld.events.models import Refused
from django.test import Client
@pytest.mark.django_db
def test_real():
    at=home()
    for p in sorted(Path("/work/shared/data/running/robustness").rglob("*")):
        if p.is_file() and p.stat().st_size: take_file(at.cleo,None,p.name,[p.read_bytes()])
    while work_once(): pass
    rows=Activity.objects.filter(planned=False,duplicate_of=None,sport__in=RUNS)
    print(rows.count(),rows.exclude(event_source="").count(), "no time",rows.filter(started_us=None).count(),"no dist",rows.filter(distance_m=None).count(), "dups",Activity.objects.exclude(duplicate_of=None).count())
    print(collections.Counter((x.code,x.message) for x in Refused.objects.all()).most_common(8))
    a=Activity.objects.filter(planned=False,duplicate_of=None,sport__in=RUNS,event_source="").first()
    if a: print([l for l in Client().get(f"{at.address}{a.pk}/").content.decode().splitlines() if "counts in no" in l])
