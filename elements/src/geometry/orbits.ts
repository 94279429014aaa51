/**
 * Where the actors of a constellation stand: angle by category, distance by proximity, area by relevance.
 * The same numbers as the report's (constellations/files/report/orbits.py), so that both draw the same picture.
 */
import { reach } from './shapes';

/** Radius of the dashed ring of unknown proximity, of proximity 1 and of proximity 0. */
export const DASHED = 114;
export const INNER = 28;
export const OUTER = 100;

/** Radius of a mark of relevance 1. */
const SCALE = 46;
const STEP = Math.PI / 60;
const GAP = 3;
const HEADING: Record<string, number> = { focal_provider: -90, other_providers: -18, peers: 54, strangers: 126, family_friends: 198 };

/** What is needed to place an actor; angle is where it would like to stand (radians), if not at its category's heading. */
export interface Body {
  category: string;
  relevance: number;
  proximity: number | null;
  angle?: number | undefined;
}

/** Where a body stands: centre, radius, angle (radians, clockwise from the right) and whether proximity is known. */
export interface Place {
  x: number;
  y: number;
  r: number;
  angle: number;
  known: boolean;
}

/** The direction of a category in radians. */
export function heading(category: string): number {
  return ((HEADING[category] ?? 160) * Math.PI) / 180;
}

/** Radius of a mark; its area is proportional to relevance. */
export function radius(relevance: number): number {
  return SCALE * Math.sqrt(Math.max(relevance, 0));
}

/** Distance from the centre for a proximity; unknown is the dashed ring. */
export function orbit(proximity: number | null): number {
  if (proximity === null || Number.isNaN(proximity)) return DASHED;
  return OUTER - (OUTER - INNER) * Math.min(Math.max(proximity, 0), 1);
}

/** Radii of the guides for k rings, the outer border first; a third each where nobody drew rings. */
export function guides(k: number | null): number[] {
  const n = k ?? 3;
  return Array.from({ length: n }, (_, i) => orbit(i / n));
}

/** Places in the order of the bodies: the largest choose first, each takes the free angle nearest to where it wants to be. */
export function places(bodies: readonly Body[]): Place[] {
  const found = new Map<number, Place>();
  const taken: [number, number, number][] = [];
  const order = bodies.map((_, i) => i).sort((a, b) => bodies[b]!.relevance - bodies[a]!.relevance || a - b);
  for (const index of order) {
    const body = bodies[index]!;
    const r = radius(body.relevance);
    if (body.category === 'self') {
      found.set(index, { x: 0, y: 0, r, angle: 0, known: true });
      continue;
    }
    const distance = orbit(body.proximity);
    const room = reach(body.category, r) + GAP;
    const angle = freeAngle(body.angle ?? heading(body.category), distance, room, taken);
    const x = distance * Math.cos(angle);
    const y = distance * Math.sin(angle);
    taken.push([x, y, room]);
    found.set(index, { x, y, r, angle, known: body.proximity !== null });
  }
  return bodies.map((_, i) => found.get(i)!);
}

/** The angle nearest to the one wanted without overlap, else the one with the least. */
function freeAngle(wanted: number, distance: number, room: number, taken: readonly [number, number, number][]): number {
  let best = wanted;
  let least = Infinity;
  for (let step = 0; step < 121; step += 1) {
    const angle = wanted + STEP * Math.floor((step + 1) / 2) * (step % 2 ? 1 : -1);
    const x = distance * Math.cos(angle);
    const y = distance * Math.sin(angle);
    const overlap = taken.reduce((sum, [ox, oy, other]) => sum + Math.max(0, room + other - Math.hypot(x - ox, y - oy)), 0);
    if (overlap <= 0) return angle;
    if (overlap < least - 1e-9) {
      best = angle;
      least = overlap;
    }
  }
  return best;
}
