import { describe, expect, it } from 'vitest';
import type { GoalConfig, GoalDay, GoalJob } from '../contract';
import { answered, blank, declared, dueOn, type Form, levels, offered, toggled, trouble, typedNumber, withJob } from './form';
import { dayCounts, dayPlaces, dayWords, spot, stepsWords } from './picture';
import { Queue, type Sent, type Told, type World } from './queue';

const KM = { key: 'km', indicator: 'km', title: 'Kilometres', unit: 'km', now: 4 };
const SLEEP = { key: 'sleep', indicator: 'sleep', title: 'Sleep', unit: 'h', now: null, low: 7, high: 9 };
const TEN: GoalJob = { slug: 'ten', title: 'Run ten', kind: 'accomplish', measures: [{ key: 'ten:0', indicator: 'km', title: 'Longest run', unit: 'km', now: 4, hoped: 10 }] };
const FIT: GoalJob = { slug: 'fit', title: 'Stay fit', kind: 'manage', measures: [] };
const CONFIG: GoalConfig = { jobs: [TEN, FIT], measures: [KM, SLEEP] };
const TODAY = '2026-05-01';
const sent = (form: Form): ReturnType<typeof declared> => declared(form, CONFIG, TODAY, 'id', 'now');

describe('a goal', () => {
  it('needs only words: the own judgement is its measure', () => {
    expect(trouble(blank(), CONFIG, TODAY)?.at).toBe('title');
    const form = { ...blank(), title: '  Run   further ' };
    expect(trouble(form, CONFIG, TODAY)).toBeNull();
    expect(sent(form)).toMatchObject({ title: 'Run further', job: '', due_on: null, seen_by: 'me' });
    expect(sent(form).scales).toEqual([{ indicator: '', title: 'my own judgement', unit: '', weight: 2, over: 'window', baseline: null, baseline_level: -1, levels: [], low: null, high: null }]);
  });

  it('takes up a job with its words, kind and first measure, and lets it go again', () => {
    const taken = withJob(blank(), TEN, CONFIG);
    expect(taken).toMatchObject({ job: 'ten', title: 'Run ten', kind: 'accomplish', chosen: [{ key: 'ten:0', now: '4', hoped: '10' }] });
    expect(offered(CONFIG, 'ten').map((each) => each.key)).toEqual(['ten:0', 'own', 'sleep']);
    expect(withJob(taken, TEN, CONFIG)).toMatchObject({ job: '', title: '', chosen: [{ key: 'own' }] });
    expect(withJob({ ...blank(), title: 'My words' }, FIT, CONFIG)).toMatchObject({ title: 'My words', kind: 'manage', job: 'fit' });
    expect(withJob(taken, FIT, CONFIG).chosen.map((each) => each.key)).toEqual(['own']);
  });

  it('has five levels from today and what is hoped for, in either direction', () => {
    expect(levels(4, 10)).toEqual([1, 4, 10, 13, 16]);
    expect(levels(80, 70)).toEqual([85, 80, 70, 65, 60]);
    expect(levels(0.1, 0.3)[0]).toBe(0);
    expect(levels(10, 2)).toEqual([14, 10, 2, 1, 0]);
    expect(levels(10, 60)).toEqual([0, 10, 60, 85, 110]);
    expect(levels(-10, 5)).toEqual([-17.5, -10, 5, 12.5, 20]);
    expect(levels(0, 10)).toEqual([0, 5, 10, 15, 20]);
  });

  it('says its baseline only where the customer said it; measured ones are read by the server', () => {
    const form = withJob(blank(), TEN, CONFIG);
    expect(sent(form).scales[0]).toMatchObject({ baseline: null, levels: [1, 4, 10, 13, 16] });
    expect(sent(answered(form, 'ten:0', { now: '5' })).scales[0]).toMatchObject({ baseline: 5 });
  });

  it.each([
    ['hoped', { hoped: 'far' }, 'accomplish'], ['hoped', { hoped: '4' }, 'accomplish'], ['now', { now: '' }, 'accomplish'],
    ['low', { low: '', high: '' }, 'manage'], ['low', { low: '9', high: '7' }, 'manage'], ['high', { low: '7', high: 'x' }, 'manage'],
  ] as const)('asks again for %s', (at, more, kind) => {
    const form = answered({ ...toggled(blank(), { ...KM, hoped: 10, low: 1, high: 2 }), title: 'x', kind }, 'km', more);
    expect(trouble(form, CONFIG, TODAY)).toMatchObject({ at: `${at}-km` });
  });

  it('needs a measure and a day to come', () => {
    expect(trouble({ ...blank(), title: 'x', chosen: [] }, CONFIG, TODAY)?.at).toBe('m-own');
    expect(trouble({ ...blank(), title: 'x', due: 'day', day: '2026-04-30' }, CONFIG, TODAY)?.at).toBe('day');
    expect(trouble({ ...blank(), title: 'x', due: 'day', day: TODAY }, CONFIG, TODAY)).toBeNull();
    expect(dueOn({ ...blank(), due: 'weeks' }, '2026-12-20')).toBe('2027-01-17');
  });

  it('to manage holds a range and no levels and no day', () => {
    const form = { ...toggled(toggled(blank(), SLEEP), { ...KM, key: 'own' }), title: 'x', kind: 'manage' as const, due: 'weeks' as const };
    expect(trouble(form, CONFIG, TODAY)).toBeNull();
    expect(sent(form)).toMatchObject({ due_on: null, scales: [{ indicator: 'sleep', low: 7, high: 9, levels: [] }] });
  });

  it('agrees only to what was asked and ticked', () => {
    const config = { ...CONFIG, asks: [{ purpose: 'goals: figures', words: 'Yes' }, { purpose: 'goals: contact', words: 'Yes' }] };
    expect(declared({ ...blank(), title: 'x', agreed: ['goals: figures', 'other'] }, config, TODAY, 'id', 'now').consent).toEqual({ 'goals: figures': true });
    expect(declared({ ...blank(), title: 'x' }, config, TODAY, 'id', 'now').consent).toEqual({});
  });

  it('takes numbers as people type them', () => {
    expect(['4,2', ' -3 ', '', '1e5', '4.2.1', 'ten'].map(typedNumber)).toEqual([4.2, -3, null, null, null, null]);
  });
});

describe('pictures', () => {
  it('put a higher level farther right and higher up, and stay on the stairs', () => {
    const spots = [-9, -2, -1, 0.5, 2, 9].map(spot);
    for (let i = 1; i < spots.length; i += 1) {
      expect(spots[i]!.x).toBeGreaterThan(spots[i - 1]!.x);
      expect(spots[i]!.y).toBeLessThanOrEqual(spots[i - 1]!.y);
    }
    expect(spots[0]!.x).toBeGreaterThan(0);
    expect(spots[5]!.x).toBeLessThan(300);
  });

  it('say what is not known', () => {
    const scale = { pk: 1, title: 'x', words: '', weight: 1, start: -1, now: null, low: null, high: null, own: false, lowered: false, days: [], in_range: null };
    expect(stepsWords(scale)).toBe('Started at less than hoped. Where it is now is not known yet.');
    expect(stepsWords({ ...scale, now: 0.2, low: -0.8, high: 1.3 })).toContain('Now somewhere from less than hoped to more than hoped.');
  });

  it('spread over one line while they are few, and stand in weeks when they are many', () => {
    const some = (n: number): GoalDay[] => Array.from({ length: n }, (_, i) => ({ day: new Date(Date.UTC(2026, 0, 7 + i)).toISOString().slice(0, 10), is: 'in' }));
    const few = dayPlaces(some(7));
    expect([few.columns, few.rows]).toEqual([7, 1]);
    expect(few.places).toEqual(few.places.map((_, i) => [i, 0]));
    const many = dayPlaces(some(30));
    expect([many.columns, many.rows]).toEqual([5, 7]);
    expect(many.places.slice(0, 6)).toEqual([[0, 2], [0, 3], [0, 4], [0, 5], [0, 6], [1, 0]]);
  });

  it('count days by kind, unknown ones never as outside', () => {
    const days: GoalDay[] = [{ day: '2026-01-01', is: 'in' }, { day: '2026-01-02', is: 'unknown' }, { day: '2026-01-03', is: 'unknown' }];
    expect(dayCounts(days)).toEqual({ in: 1, out: 0, unknown: 2, paused: 0 });
    expect(dayWords(days)).toBe('Of 3 days: 1 in your range and 2 not known.');
  });
});

const check = (id: string): Sent => ({ do: 'check', client_id: id, goal: 1, scale: 2, level: 0, at: '' });

function world(answers: (Response | Error)[], stored: Sent[] | null = null): World & { stored: Sent[] | null; asked: string[]; waits: (() => void)[] } {
  const made = {
    url: '/g', csrf: () => 'c', stored, asked: [] as string[], waits: [] as (() => void)[], read: () => made.stored, now: () => 0, never: () => undefined,
    write: (all: Sent[] | null) => { made.stored = all; return true; },
    fetch: async (_: string, init: RequestInit) => {
      made.asked.push((JSON.parse(String(init.body)) as Sent).client_id);
      const answer = answers.shift() ?? new Response('{}');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    later: (work: () => void) => made.waits.push(work),
  };
  return made;
}

const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 0); });

describe('what is sent', () => {
  it('goes in order, lies on the device until it is answered, and is tried again', async () => {
    const told: Told[] = [];
    const w = world([new Error('no network'), new Response('{"goal":{}}'), new Response('{}')]);
    const queue = new Queue(w, (each) => told.push(each));
    queue.send(check('a'));
    await settled();
    queue.again();
    queue.send(check('b'));
    await settled();
    await settled();
    expect(told.map((each) => each.state)).toContain('waiting');
    expect(w.asked).toEqual(['a', 'a', 'b']);
    expect(w.stored).toBeNull();
    expect(told.filter((each) => each.saved).map((each) => each.saved!.sent.client_id)).toEqual(['a', 'b']);
  });

  it('is taken up by the next visit', async () => {
    const w = world([], [check('old')]);
    new Queue(w, () => undefined).resume();
    await settled();
    expect([w.asked, w.stored]).toEqual([['old'], null]);
  });

  it('that was refused is kept and told, and can be taken back', async () => {
    const told: Told[] = [];
    const w = world([new Response('{"detail":"No such goal.","next_step":"Reload."}', { status: 404 })]);
    const queue = new Queue(w, (each) => told.push(each));
    queue.send(check('a'));
    await settled();
    expect(told.at(-1)).toMatchObject({ state: 'refused', why: 'No such goal. Reload.' });
    expect(w.stored).toHaveLength(1);
    expect(queue.takeBack()?.client_id).toBe('a');
    expect(w.stored).toBeNull();
  });

  it('is not taken for saved where something between answers with a page', async () => {
    const w = world([new Response('<html>Sign in</html>')]);
    new Queue(w, () => undefined).send(check('a'));
    await settled();
    expect(w.stored).toHaveLength(1);
    expect(w.waits).toHaveLength(1);
  });
});
