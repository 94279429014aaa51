import { describe, expect, it, vi } from 'vitest';
import type { Actor, Constellation } from '../contract';
import { Address, positionOf } from '../shared/source';
import { type Opener, Stream } from '../shared/stream';
import { changes, states, steadyAngles } from './moments';
import { kinds, spots } from './evidence';
import { COMPACT_MAX, LARGE_MAX, listed, scene } from './scene';
import { proximityWords, relevanceWords, restsOn } from './table';

function actor(id: string, change: Partial<Actor> = {}): Actor {
  return {
    id, name: `name of ${id}`, category: 'peers', focal: false, relevance: 0.1, relevance_low: 0.05, relevance_high: 0.18, proximity: 0.5, proximity_low: 0.33,
    proximity_high: 0.67, valence: null, sources: ['said'], n_statements: 2, unnamed: false, x: null, y: null, ...change,
  };
}

function picture(actors: Actor[], change: Partial<Constellation> = {}): Constellation {
  return {
    customer: { id: 'ana', label: 'Ana' }, position: 5, settings: {}, type: { label: 'undetermined', p: null, margin: null, stability: null, reasons: [] },
    rings: { k: 3, words: ['very near', 'near', 'far'] }, actors, ties: [], unmentioned: null, drivers: [], notes: [], ...change,
  };
}

const LARGE = { compact: false, named: true };

describe('scene', () => {
  it('draws the most relevant and counts the rest', () => {
    const many = Array.from({ length: 40 }, (_, i) => actor(`a${i}`, { relevance: 0.02 + i / 1000 }));
    const drawn = scene(picture(many), many, [], LARGE);
    expect([drawn.marks.length, drawn.leftOut]).toEqual([LARGE_MAX, 40 - LARGE_MAX]);
    expect(drawn.marks[0]?.actor.id).toBe('a39');
    expect(scene(picture(many), many, [], { compact: true, named: false }).marks.length).toBe(COMPACT_MAX);
  });

  it('puts unknown proximity on the dashed ring and says so', () => {
    const some = [actor('a'), actor('b', { proximity: null, proximity_low: null, proximity_high: null })];
    const drawn = scene(picture(some), some, [], LARGE);
    expect([drawn.dashed, drawn.unknown, drawn.guides.length]).toEqual([true, 1, 3]);
    expect(drawn.says).toContain('not known for 1 of 2 actors');
    const known = scene(picture([actor('a')]), [actor('a')], [], LARGE);
    expect([known.dashed, known.says.includes('not known')]).toEqual([false, false]);
    const none = scene(picture([]), [], [], LARGE);
    expect([none.dashed, none.says]).toEqual([true, 'Constellation of Ana: the self at the centre and no other actor.']);
  });

  it('joins only actors that are drawn, and never one with itself', () => {
    const some = [actor('a'), actor('b')];
    const ties = [{ a: 'a', b: 'b' }, { a: 'a', b: 'a' }, { a: 'a', b: 'gone' }];
    expect(scene(picture(some), some, ties, LARGE).ties.length).toBe(1);
  });

  it('does not depend on the order of the actors', () => {
    const some = Array.from({ length: 9 }, (_, i) => actor(`a${i}`, { relevance: 0.05 + (i % 3) / 50 }));
    const of = (actors: Actor[]): string => JSON.stringify(scene(picture(actors), actors, [], LARGE).marks.map((m) => [m.actor.id, m.place, m.number]));
    expect(of([...some].reverse())).toBe(of(some));
  });

  it('keeps long wordings of rings below the picture', () => {
    const words = ['so close that it is hard to imagine life without them', 'close', 'less close'];
    const drawn = scene(picture([actor('a')], { rings: { k: 3, words } }), [actor('a')], [], LARGE);
    expect(drawn.ringKey).toEqual(words);
    expect(drawn.ringNames.map((each) => each.words)).toEqual(['1', '2', '3']);
  });

  it('lists the self first, then by relevance; an angle may be the one that was drawn', () => {
    const some = [actor('b', { relevance: 0.3 }), actor('me', { category: 'self', relevance: 0.1 }), actor('c', { x: 0, y: -0.5 })];
    expect(listed(some).map((each) => each.id)).toEqual(['me', 'b', 'c']);
    const drawn = scene(picture(some), some, [], { ...LARGE, asDrawn: true });
    expect(drawn.marks.find((m) => m.actor.id === 'c')?.place.angle).toBeCloseTo(-Math.PI / 2);
  });

  it('gives every actor but the self a number beside its mark in narrow pictures', () => {
    const some = [actor('me', { category: 'self' }), actor('a'), actor('b')];
    const numbers = scene(picture(some), some, [], { compact: false, named: false }).marks.map((m) => m.numberAt);
    expect([numbers[0], numbers.slice(1).every(Boolean)]).toEqual([null, true]);
  });
});

describe('moments', () => {
  const type = (label: 'brand-driven' | 'undetermined'): Constellation['type'] => ({ label, p: null, margin: null, stability: null, reasons: [] });

  it('are in order, the picture last, and keep the angle of an actor', () => {
    const now = picture([actor('a'), actor('b')], { moments: [
      { position: 3, time: '2026-02-01', type: type('undetermined'), actors: [actor('a')] }, { position: 1, time: '2026-01-01', type: type('brand-driven'), actors: [actor('b')] },
    ] });
    const all = states(now);
    expect(all.map((state) => state.position)).toEqual([1, 3, 5]);
    const angles = steadyAngles(all);
    const angleIn = (i: number, id: string): number => scene(now, all[i]!.actors, [], { ...LARGE, angles }).marks.find((m) => m.actor.id === id)!.place.angle;
    expect(angleIn(0, 'b')).toBeCloseTo(angleIn(2, 'b'));
    expect(steadyAngles([all[0]!]).size).toBe(0);
  });

  it('call something a change only where the intervals lie apart', () => {
    const state = (actors: Actor[]): ReturnType<typeof states>[number] => states(picture(actors))[0]!;
    expect(changes(state([actor('a')]), state([actor('a', { relevance: 0.15, relevance_low: 0.1, relevance_high: 0.2 })]))[0]).toContain('No change');
    expect(changes(state([actor('a')]), state([actor('a', { relevance: 0.5, relevance_low: 0.3, relevance_high: 0.7 })]))).toEqual(['More relevant: name of a.']);
    expect(changes(state([actor('a')]), state([actor('a', { proximity: 0.83, proximity_low: 0.67, proximity_high: 1 })]))).toEqual(['Nearer: name of a.']);
    expect(changes(state([actor('a')]), state([actor('b')]))).toEqual(['New: name of b.', 'No longer there: name of a.']);
  });
});

describe('evidence', () => {
  it('is marked where something was done or drawn, and not where all was said', () => {
    expect(kinds([actor('a'), actor('b')])).toEqual([]);
    expect(kinds([actor('a'), actor('b', { sources: ['drawn', 'done'] })])).toEqual(['said', 'done', 'drawn']);
  });

  it('stands on the rim towards the self, apart from one another', () => {
    const [one] = scene(picture([actor('a')]), [actor('a', { sources: ['said', 'done', 'drawn'] })], [], LARGE).marks;
    const found = spots(one!);
    expect(found.map(([source]) => source)).toEqual(['said', 'done', 'drawn']);
    for (const [, x, y] of found) expect(Math.hypot(x, y)).toBeGreaterThan(one!.place.r);
    expect(Math.hypot(found[0]![1] - found[1]![1], found[0]![2] - found[1]![2])).toBeGreaterThan(4.5);
    expect(Math.hypot(one!.place.x + found[1]![1], one!.place.y + found[1]![2])).toBeLessThan(Math.hypot(one!.place.x, one!.place.y));
  });
});

describe('words', () => {
  it('never give a number without its interval', () => {
    expect(relevanceWords(actor('a'))).toBe('10 % (5 to 18 %)');
    expect(relevanceWords(actor('a', { relevance: null }))).toBe('not known');
    expect(relevanceWords(actor('a', { relevance_low: null }))).not.toMatch(/\d/);
    expect(scene(picture([actor('a', { relevance: null })]), [actor('a', { relevance: null })], [], LARGE).leftOut).toBe(1);
    expect(proximityWords(actor('a'))).toBe('0.50 (0.33 to 0.67)');
    expect(proximityWords(actor('a', { proximity_low: null }))).not.toMatch(/\d/);
    expect(proximityWords(actor('a', { proximity: null }))).toBe('not known');
    expect(restsOn(actor('a', { sources: ['said', 'drawn'], n_statements: 1 }))).toBe('said and drawn, 1 statement');
    expect(restsOn(actor('a', { sources: ['said', 'done'], n_statements: 2, n_deeds: 12 }))).toBe('said and done, 2 statements, 12 events');
  });

  it('of a stream hold a position or nothing', () => {
    expect([positionOf('813'), positionOf('{"position": 7}'), positionOf('hello'), positionOf('{}'), positionOf('null')]).toEqual([813, 7, null, null, null]);
  });
});

describe('address', () => {
  it('asks with the ETag and keeps it over a failure', async () => {
    const asked: (string | null)[] = [];
    const answers = [new Response('{"a": 1}', { headers: { ETag: '"7"' } }), new Response('', { status: 502 }), new Response(null, { status: 304 })];
    const real = globalThis.fetch;
    globalThis.fetch = async (_, init) => {
      asked.push(new Headers(init?.headers).get('If-None-Match'));
      return answers.shift()!;
    };
    try {
      const address = new Address('/picture');
      expect([await address.ask(), await address.ask(), await address.ask()]).toEqual([{ kind: 'new', data: { a: 1 } }, { kind: 'failed', why: '502' }, { kind: 'same' }]);
      expect(asked).toEqual([null, '"7"', '"7"']);
    } finally {
      globalThis.fetch = real;
    }
  });
});

describe('stream', () => {
  it('sends the session along, because the stream may have a port of its own', () => {
    const asked: unknown[][] = [];
    class Source extends EventTarget {
      constructor(...args: unknown[]) {
        super();
        asked.push(args);
      }
      close(): void { /* nothing to close */ }
    }
    vi.stubGlobal('EventSource', Source);
    new Stream('http://127.0.0.1:8001/stream/acme', () => undefined).close();
    vi.unstubAllGlobals();
    expect(asked).toEqual([['http://127.0.0.1:8001/stream/acme', { withCredentials: true }]]);
  });

  it('tells positions, and opens again with growing pauses once the server closed it', () => {
    class Source extends EventTarget {
      readyState = 1;
      closed = false;
      close(): void { this.closed = true; }
    }
    const [sources, pauses, heard]: [Source[], number[], number[]] = [[], [], []];
    let work: () => void = () => undefined;
    const world: Opener = {
      open: () => {
        sources.push(new Source());
        return sources.at(-1) as unknown as EventSource;
      },
      later: (next, ms) => {
        work = next;
        return pauses.push(ms);
      },
      never: () => { work = () => undefined; },
    };
    const stream = new Stream('/stream', (position) => heard.push(position), world);
    sources[0]!.dispatchEvent(new MessageEvent('newer', { data: '{"position": 4}' }));
    sources[0]!.dispatchEvent(new MessageEvent('message', { data: 'hello' }));
    sources[0]!.dispatchEvent(new Event('error'));
    expect([heard, pauses]).toEqual([[4], []]);
    for (let i = 0; i < 3; i += 1) {
      sources.at(-1)!.readyState = 2;
      sources.at(-1)!.dispatchEvent(new Event('error'));
      work();
    }
    expect(pauses).toEqual([2000, 4000, 8000]);
    sources.at(-1)!.dispatchEvent(new Event('open'));
    stream.close();
    expect(sources.at(-1)!.closed).toBe(true);
  });
});
