import { describe, expect, it } from 'vitest';
import { clipped, labels, LINE, spread, wrapped } from './labels';
import { type Body, guides, heading, orbit, places, radius } from './orbits';
import report from './report.json';
import { outline, reach, shape } from './shapes';
import { chosen, outside, shared } from './spots';

const CATEGORIES = ['focal_provider', 'other_providers', 'peers', 'family_friends', 'strangers'];

/** Reproducible numbers in 0..1. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

function crowd(n: number, seed: number): Body[] {
  const next = chance(seed);
  return Array.from({ length: n }, () => ({ category: CATEGORIES[Math.floor(next() * 5)]!, relevance: 0.01 + next() / n, proximity: next() < 0.3 ? null : next() }));
}

describe('orbits', () => {
  it('are those of the report', () => {
    expect([orbit(1), orbit(0), orbit(null), orbit(Number.NaN), orbit(7)]).toEqual([28, 100, 114, 114, 28]);
    expect(radius(0.25)).toBeCloseTo(23);
    expect(radius(0.5) ** 2).toBeCloseTo(2 * radius(0.25) ** 2);
  });

  it('draw a border for every ring, the outer one first', () => {
    expect(guides(3).map(Math.round)).toEqual([100, 76, 52]);
    expect(guides(null)).toEqual(guides(3));
    expect(guides(1)).toEqual([100]);
  });

  it('keep distance by proximity and the self at the centre, whatever the crowd', () => {
    for (let seed = 1; seed < 30; seed += 1) {
      const bodies = [{ category: 'self', relevance: 0.3, proximity: null }, ...crowd(seed, seed)];
      const placed = places(bodies);
      expect(placed[0]).toMatchObject({ x: 0, y: 0 });
      placed.slice(1).forEach((place, i) => {
        expect(Math.hypot(place.x, place.y)).toBeCloseTo(orbit(bodies[i + 1]!.proximity));
        expect(place.known).toBe(bodies[i + 1]!.proximity !== null);
      });
    }
  });

  it('let nobody cover anybody while there is room', () => {
    for (let seed = 1; seed < 30; seed += 1) {
      const bodies = crowd(9, seed).map((body) => ({ ...body, relevance: 0.02 }));
      const placed = places(bodies);
      placed.forEach((a, i) => placed.slice(i + 1).forEach((b, j) => {
        const room = reach(bodies[i]!.category, a.r) + reach(bodies[i + 1 + j]!.category, b.r);
        expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(room);
      }));
    }
  });

  it('place one actor in its category’s direction and take another angle that is asked for', () => {
    const alone = (angle?: number): number => places([{ category: 'peers', relevance: 0.1, proximity: 0.5, angle }])[0]!.angle;
    expect(alone()).toBeCloseTo(heading('peers'));
    expect(alone(1)).toBeCloseTo(1);
  });
});

describe('the report', () => {
  it('puts the same actors in the same places with the same marks', () => {
    expect(report.length).toBeGreaterThan(3);
    for (const { bodies, places: wanted, paths } of report) {
      places(bodies).forEach((place, i) => [place.x, place.y, place.r].forEach((value, j) => expect(value).toBeCloseTo(wanted[i]![j]!, 5)));
      expect(bodies.map((body) => outline(body.category, 12.5, -3.2, 9))).toEqual(paths);
    }
  });
});

describe('shapes', () => {
  it('have the area of a circle of the same radius', () => {
    for (const category of [...CATEGORIES, 'a code of another codebook']) {
      const points = outline(category, 0, 0, 40).replace(/[MZ]/g, '').split('L').map((pair) => pair.split(',').map(Number));
      if (shape(category) === 'circle') continue;
      const area = Math.abs(points.reduce((sum, [x, y], i) => {
        const [nx, ny] = points[(i + 1) % points.length]!;
        return sum + x! * ny! - nx! * y!;
      }, 0)) / 2;
      expect(area / (Math.PI * 1600)).toBeCloseTo(1, 1);
    }
  });

  it('are the report’s paths', () => {
    expect(outline('focal_provider', 0, 0, 10)).toBe('M8.9,8.9L-8.9,8.9L-8.9,-8.9L8.9,-8.9Z');
    expect(shape('own_code')).toBe('hexagon');
  });
});

describe('labels', () => {
  it('do not overlap, in the order of their marks, up to twenty on a side', () => {
    for (let seed = 1; seed < 40; seed += 1) {
      const bodies = crowd(1 + (seed % 22), seed);
      const placed = places(bodies);
      const found = labels(placed, bodies.map((_, i) => (i % 3 ? `name ${i}` : 'a rather long name of two lines')));
      for (const side of [1, -1]) {
        const members = found.filter((label) => label.side === side).sort((a, b) => a.y - b.y);
        members.slice(1).forEach((label, i) => {
          const above = members[i]!;
          const room = (LINE * (above.lines.length + label.lines.length)) / 2;
          if (members.length < 12) expect(label.y - above.y).toBeGreaterThan(room - 0.01);
        });
      }
    }
  });

  it('spread what is wanted as little as needed', () => {
    expect(spread([0, 0], [10, 10])).toEqual([-5, 5]);
    expect(spread([-50, 50], [10, 10])).toEqual([-50, 50]);
    expect(spread([], [])).toEqual([]);
  });

  it('are cut at a space, by whole letters', () => {
    expect(clipped('the running club of Berlin', 18)).toBe('the running club…');
    expect(clipped('👩‍👩‍👧'.repeat(3), 4)).toMatch(/…$/u);
    expect(wrapped('people above her on the leaderboard', 2)).toEqual(['people above her', 'on the leaderboard']);
    expect(wrapped('Mira', 2)).toEqual(['Mira']);
  });
});

describe('spots', () => {
  it('measure what boxes share and what stands out', () => {
    expect(shared({ x: 0, y: 0, w: 4, h: 4 }, { x: 2, y: 2, w: 4, h: 4 })).toBe(4);
    expect(shared({ x: 0, y: 0, w: 4, h: 4 }, { x: 5, y: 0, w: 4, h: 4 })).toBe(0);
    expect(outside({ x: 9, y: 0, w: 4, h: 1 }, 10)).toBe(3);
  });

  it('avoid obstacles and one another, and take the first where nothing is free', () => {
    const box = (x: number): { x: number; y: number; w: number; h: number } => ({ x, y: 0, w: 2, h: 2 });
    expect(chosen([[0, 5], [5, 9]], box, () => [box(0)], 100)).toEqual([5, 9]);
    expect(chosen([[0, 1]], box, () => [{ x: -9, y: -9, w: 30, h: 30 }], 100)).toEqual([0]);
  });
});
