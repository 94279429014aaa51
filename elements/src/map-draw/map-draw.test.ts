import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Drawing } from '../contract';
import { nameSpots } from './board';
import { added, adopted, apart, EMPTY, find, inRing, isLinked, linked, overlaps, placed, removed, ringOf, sized, type Sketch, turned, unplaced, valued } from './drawing';
import { begun, redone, stepped, undone } from './history';
import { addTrouble, nameTrouble, tidy } from './naming';
import { Outbox, pause, type Told, uuid, type World } from './outbox';

function sketch(n: number): Sketch {
  return Array.from({ length: n }, (_, i) => i).reduce((s, i) => added(s, { id: `a${i}`, name: `actor ${i}`, category: 'peers' }), EMPTY);
}

describe('rings', () => {
  it('hold the distance; on a border the inner one', () => {
    expect([ringOf(0, 0, 3), ringOf(1 / 3, 0, 3), ringOf(0.34, 0, 3), ringOf(0, -1, 3), ringOf(0.7071, 0.7071, 3), ringOf(5, 5, 4)]).toEqual([1, 1, 2, 3, 3, 4]);
  });

  it('are left by a drop outside, and kept by one on the border', () => {
    const s = sketch(1);
    expect(find(placed(s, 'a0', 0.5, 0.1, 3), 'a0')).toMatchObject({ ring: 2, x: 0.5, y: 0.1 });
    expect(find(placed(s, 'a0', 0, 1.05, 3), 'a0')?.ring).toBe(3);
    expect(Math.hypot(0, find(placed(s, 'a0', 0, 1.05, 3), 'a0')!.y!)).toBeLessThanOrEqual(1);
    expect(find(placed(s, 'a0', 1.2, 0, 3), 'a0')).toMatchObject({ ring: null, x: null, y: null });
  });

  it('always fit the place, whatever is done', () => {
    let s = sketch(12);
    for (let step = 0; step < 400; step += 1) {
      const id = `a${step % 12}`;
      const k = 4;
      if (step % 5 === 0) s = inRing(s, id, 1 + (step % k), k);
      else if (step % 5 === 1) s = turned(s, id, 37 * step, k);
      else if (step % 5 === 2) s = placed(s, id, Math.sin(step), Math.cos(3 * step), k);
      else if (step % 5 === 3) s = sized(s, id, (step % 10) / 10);
      else s = apart(s, k);
      for (const actor of s.actors) {
        if (actor.x === null || actor.y === null) expect([actor.ring, actor.x, actor.y]).toEqual([null, null, null]);
        else {
          expect(actor.ring).toBe(ringOf(actor.x, actor.y, k));
          expect(Math.hypot(actor.x, actor.y)).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it('do not change when an actor is turned', () => {
    const s = inRing(sketch(1), 'a0', 2, 3);
    const around = Array.from({ length: 36 }).reduce((now: Sketch) => turned(now, 'a0', 10, 3), s);
    expect(find(around, 'a0')!.x!).toBeCloseTo(find(s, 'a0')!.x!, 2);
    expect(find(turned(s, 'a0', 90, 3), 'a0')?.ring).toBe(2);
  });
});

describe('overlaps', () => {
  it('are told and undone in the same ring', () => {
    let s = sketch(4);
    for (const id of ['a0', 'a1', 'a2']) s = placed(s, id, 0.5, 0, 3);
    s = placed(s, 'a3', 0.01, 0, 3);
    expect(overlaps(s)).toContainEqual(['a0', 'a1']);
    expect(overlaps(s)).toContainEqual(['', 'a3']);
    const free = apart(s, 3);
    expect(overlaps(free)).toEqual([]);
    expect(free.actors.map((actor) => actor.ring)).toEqual([2, 2, 2, 1]);
    expect(find(free, 'a0')).toEqual(find(s, 'a0'));
  });

  it('are avoided by putting into a ring', () => {
    const s = Array.from({ length: 9 }, (_, i) => `a${i}`).reduce((now, id) => inRing(now, id, 3, 3), sketch(9));
    expect(overlaps(s)).toEqual([]);
    expect(unplaced(s)).toEqual([]);
  });
});

describe('ties, sizes, valence', () => {
  it('link both ways, once, never with oneself or with nobody', () => {
    const s = linked(sketch(3), 'a0', 'a1');
    expect(isLinked(s, 'a1', 'a0')).toBe(true);
    expect(linked(s, 'a1', 'a0').ties).toEqual([]);
    expect(linked(s, 'a0', 'a0')).toBe(s);
    expect(linked(s, 'a0', 'nobody')).toBe(s);
    expect(removed(s, 'a1').ties).toEqual([]);
  });

  it('stay within bounds and know not said from neither', () => {
    expect(find(sized(sketch(1), 'a0', 7), 'a0')?.size).toBe(1);
    expect(find(sketch(1), 'a0')?.valence).toBeNull();
    expect(find(valued(sketch(1), 'a0', 0), 'a0')?.valence).toBe(0);
  });

  it('are taken over from elsewhere only where they make sense', () => {
    const s = placed(sketch(2), 'a0', 0.9, 0, 3);
    const kept = adopted(s.actors, [{ a: 'a0', b: 'gone' }, { a: 'a0', b: 'a1' }], { k: 5, words: [] });
    expect(kept.ties).toEqual([{ a: 'a0', b: 'a1' }]);
    expect(kept.actors[0]?.ring).toBe(5);
  });
});

describe('undo and redo', () => {
  it('lead back and forth through every step and end at both ends', () => {
    let h = begun(0);
    for (let i = 1; i < 6; i += 1) h = stepped(h, i);
    const back = undone(undone(h));
    expect([back.now, redone(back).now, redone(redone(redone(back))).now]).toEqual([3, 4, 5]);
    expect(undone(begun(1)).now).toBe(1);
    expect(redone(h)).toBe(h);
  });

  it('forget what was undone once something else is done; the same again is no step', () => {
    const h = stepped(undone(stepped(begun(0), 1)), 2);
    expect(redone(h).now).toBe(2);
    expect(undone(h).now).toBe(0);
    expect(stepped(h, 2)).toBe(h);
  });
});

describe('names', () => {
  it('are refused with a reason', () => {
    const s = sketch(2);
    const config = { question: '', rings: { k: 3, words: [] }, actors_max: 2 };
    expect(nameTrouble(s, '')).not.toBe('');
    expect(nameTrouble(s, 'ACTOR  1')).toContain('actor 1');
    expect(nameTrouble(s, 'actor 1', 'a1')).toBe('');
    expect(nameTrouble(s, 'x'.repeat(61))).toContain('60');
    expect(addTrouble(s, 'new', '', config)).toContain('new');
    expect(addTrouble(s, 'new', 'peers', config)).toContain('2');
    expect(addTrouble(sketch(1), 'new', 'peers', config)).toBe('');
    expect(tidy('  my   sister ')).toBe('my sister');
  });

  it('stand beside their actors without covering one another where there is room', () => {
    const s = ['a0', 'a1'].reduce((now, id, i) => placed(now, id, 0.5, 0.12 * i, 3), sketch(2));
    const spots = nameSpots(s.actors, 1.5);
    expect(Math.abs(spots[0]!.y - spots[1]!.y) > 8 || spots[0]!.anchor !== spots[1]!.anchor).toBe(true);
  });
});

/** A server and a clock that tests move by hand. */
class Bench {
  kept: string | null = null;
  answers: (Response | Error)[] = [];
  seen: { body: Drawing; csrf: string }[] = [];
  timers: { work: () => void; ms: number }[] = [];
  told: Told[] = [];
  full = false;
  open: (() => void) | null = null;
  readonly world: World = {
    url: '/map', csrf: () => 'token', read: () => this.kept, now: () => Date.parse('2026-01-01T00:00:00Z'),
    write: (text) => {
      if (!this.full) this.kept = text;
      return !this.full;
    },
    fetch: async (_, init) => {
      this.seen.push({ body: JSON.parse(init.body as string) as Drawing, csrf: (init.headers as Record<string, string>)['X-CSRFToken']! });
      const answer = this.answers.shift() ?? new Error('offline');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    later: (work, ms) => this.timers.push({ work, ms }), never: (handle) => { this.timers[handle - 1]!.work = () => undefined; },
  };
  box = new Outbox(this.world, (told) => this.told.push(told));

  get states(): string[] {
    return this.told.map((each) => each.state);
  }

  /** Let everything that is ready happen. */
  async settle(): Promise<void> {
    for (let i = 0; i < 12; i += 1) await new Promise((turn) => { setTimeout(turn, 0); });
  }
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response => new Response(JSON.stringify(body), { status, headers });
const drawing = (id: string): Drawing => ({ rings: { k: 3, words: [] }, actors: [], ties: [], question: '?', drawn_at: '', client_id: id });

describe('outbox', () => {
  let bench: Bench;
  beforeEach(() => { bench = new Bench(); });
  afterEach(() => bench.box.close());

  it('saves and forgets', async () => {
    bench.answers = [json(201, { position: 7 })];
    bench.box.send(drawing('one'));
    await bench.settle();
    expect(bench.states).toEqual(['sending', 'saved']);
    expect(bench.told[1]?.saved).toEqual({ drawing: drawing('one'), response: { position: 7 } });
    expect([bench.kept, bench.box.pending, bench.seen[0]?.csrf]).toEqual([null, null, 'token']);
  });

  it('keeps, tries again with growing pauses and the same id, and at once when online', async () => {
    bench.box.send(drawing('one'));
    await bench.settle();
    for (let i = 0; i < 3; i += 1) {
      bench.timers[i]!.work();
      await bench.settle();
    }
    expect(bench.timers.map((timer) => timer.ms)).toEqual([1000, 2000, 4000, 8000]);
    expect(JSON.parse(bench.kept!)).toEqual(drawing('one'));
    bench.answers = [json(200, {})];
    bench.box.again();
    await bench.settle();
    expect(bench.seen.map((each) => each.body.client_id)).toEqual(['one', 'one', 'one', 'one', 'one']);
    expect(bench.states.at(-1)).toBe('saved');
    bench.timers[3]!.work();
    await bench.settle();
    expect(bench.seen.length).toBe(5);
  });

  it('does what the server asks and does not repeat what it refuses', async () => {
    bench.answers = [json(503, {}, { 'Retry-After': '30' }), json(422, { detail: 'Too many actors.', next_step: 'Remove one.' })];
    bench.box.send(drawing('one'));
    await bench.settle();
    expect(bench.timers[0]?.ms).toBe(30_000);
    bench.timers[0]!.work();
    await bench.settle();
    expect(bench.told.at(-1)).toMatchObject({ state: 'refused', why: 'Too many actors. Remove one.' });
    expect([bench.timers.length, bench.kept === null]).toEqual([1, false]);
    bench.answers = [json(200, {})];
    bench.box.again();
    await bench.settle();
    expect(bench.states.at(-1)).toBe('saved');
  });

  it('sends a newer drawing after the one that is under way', async () => {
    bench.answers = [json(200, {}), json(200, {})];
    bench.box.send(drawing('one'));
    bench.box.send(drawing('two'));
    await bench.settle();
    expect(bench.seen.map((each) => each.body.client_id)).toEqual(['one', 'two']);
    expect([bench.box.pending, bench.kept]).toEqual([null, null]);
  });

  it('resumes what an earlier visit could not send', async () => {
    bench.kept = JSON.stringify(drawing('old'));
    bench.answers = [json(200, {})];
    bench.box.resume();
    await bench.settle();
    expect(bench.seen[0]?.body.client_id).toBe('old');
    bench.kept = 'not json';
    bench.box.resume();
    expect(bench.box.pending).toBeNull();
  });

  it('says when the device keeps nothing, and stops when closed', async () => {
    bench.full = true;
    bench.box.send(drawing('one'));
    await bench.settle();
    expect(bench.told.at(-1)).toMatchObject({ state: 'waiting', kept: false });
    bench.box.close();
    bench.box.again();
    await bench.settle();
    expect(bench.seen.length).toBe(1);
  });

  it('waits at most a minute by itself and at most an hour when asked', () => {
    expect([pause(0, null, 0), pause(5, null, 0), pause(6, null, 0), pause(40, null, 0)]).toEqual([1000, 32_000, 60_000, 60_000]);
    expect([pause(0, '0', 0), pause(0, '99999', 0), pause(2, 'soon', 0)]).toEqual([1000, 3_600_000, 4000]);
    expect(pause(0, 'Thu, 01 Jan 2026 00:00:10 GMT', Date.parse('2026-01-01T00:00:00Z'))).toBe(10_000);
  });

  it('names drawings by UUIDs', () => {
    expect(uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
