import json, time, os
import numpy as np, pytest
pytestmark = pytest.mark.django_db
from django.db import connection
from lifeworld.testing.cast import cast
from lifeworld.customers.models import Customer, Trait
from lifeworld.voices.models import *
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.actions import kept_work
from lifeworld.voices.core.codebook import CODES
N=int(os.environ.get("V3N","100000")); C=N//10; K=20
def test_it():
    people=cast(); caller=people.caller(people.ana)
    study=create_study(caller,"Big"); sid=study.pk
    Coder.objects.filter(study=sid).delete()
    t=time.perf_counter()
    Customer.objects.bulk_create([Customer(place=people.acme,key=f"k{i:06}") for i in range(C)],batch_size=5000)
    cpk=list(Customer.objects.filter(place=people.acme,key__startswith="k").values_list("pk",flat=True))
    Trait.objects.bulk_create([Trait(customer_id=p,name="city",value=["Berlin","Rome","Oslo"][i%3]) for i,p in enumerate(cpk)],batch_size=5000)
    Statement.objects.bulk_create([Statement(study_id=sid,customer_id=cpk[i//10],key=f"s{i:07}",text="I run with my club and the strap broke again, number %d." % i,facts={"wave":"w%d"%(i%4)}) for i in range(N)],batch_size=5000)
    spk=list(Statement.objects.filter(study=sid).order_by("pk").values_list("pk",flat=True))
    rng=np.random.default_rng(1); truth=rng.random((N,12))<0.12
    coders=[Coder.objects.create(study_id=sid,kind="person" if k<16 else "imported",name=f"coder{k}",n_readings=N).pk for k in range(K)]
    lists={}
    with connection.cursor() as cur:
        for k in range(K):
            seen=truth ^ (rng.random((N,12))<0.03)
            rows=[]
            for i in range(N):
                codes=[CODES[j] for j in np.flatnonzero(seen[i])] if False else None
                key=seen[i].tobytes()
                if key not in lists:
                    codes=[CODES[j] for j in np.flatnonzero(seen[i])]
                    lists[key]=(json.dumps(codes),json.dumps(dict.fromkeys(codes,1)))
                a,b=lists[key]
                rows.append((sid,spk[i],coders[k],1,b,a,"","",1))
            cur.executemany("INSERT INTO voices_reading (study_id,statement_id,coder_id,codebook,codes,present,memo,queue,version,made_at) VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s,'2026-01-01')",rows)
    Study.objects.filter(pk=sid).update(n_statements=N,n_customers=C)
    print("\nload %.1f s" % (time.perf_counter()-t), flush=True)
    c=people.client(people.ana); A=f"/acme/-/studies/big"
    def timed(path,n=3):
        best=[]
        for _ in range(n):
            t=time.process_time(); r=c.get(A+path); best.append(1000*(time.process_time()-t))
        print("%-70s %s %s ms (%d bytes)" % (path[:70], r.status_code, [round(x) for x in best], len(r.content)), flush=True)
    def work():
        while True:
            t=time.perf_counter(); p=time.process_time()
            if not kept_work.work_once(): break
            print("   work step %.1f s (cpu %.1f)" % (time.perf_counter()-t, time.process_time()-p), flush=True)
    timed("/compare/",2); work(); timed("/compare/")
    timed("/compare/code/mood/",1); work(); timed("/compare/code/mood/")
    timed("/compare/cell/?code=mood"); timed(f"/compare/cell/?code=mood&kind=said&present={coders[0]}&absent={coders[1]}")
    timed("/compare/cell/?code=mood&instead=peers")
    timed(f"/compare/cell/?code=mood&kind=present&variable=fact:wave&level=w1&coders={coders[0]}")
    timed("/tables/",1); work(); timed("/tables/")
    timed("/tables/?variable=trait:city",1); work(); timed("/tables/?variable=trait:city")
    timed("/settle/"); timed("/settle/?code=mood"); timed(f"/settle/{spk[5]}/")
    import cProfile,pstats
    for path in ('/compare/','/compare/cell/?code=mood','/settle/'):
        pr=cProfile.Profile(); pr.enable(); c.get(A+path); pr.disable(); pstats.Stats(pr).sort_stats('tottime').print_stats(14)
    from lifeworld.voices.models import Kept
    for k in []: print("   kept", k.name, len(json.dumps(k.body)))
