/** What a drawn map is and what can be done to it: pure functions from one state to the next. x, y as in contract.md. */
import type { DrawnActor, DrawnValence, Rings, Tie } from '../contract';
import { heading } from '../geometry/orbits';

/** The actors and ties of a map. */
export interface Sketch {
  readonly actors: readonly DrawnActor[];
  readonly ties: readonly Tie[];
}

export const EMPTY: Sketch = { actors: [], ties: [] };

/** Radius of the self and of an actor on the board, where 1 is the outer border; area grows with size. */
export const SELF_RADIUS = 0.095;
export const SIZE_AT_FIRST = 0.5;
/** A drop so little outside the outer border still counts as on the outer ring. */
const TOLERANCE = 1.08;
/** Where the map finds a place by itself it leaves room for the corners of marks. */
const ROOMY = 1.3;

/** Radius of an actor of a size from 0 to 1. */
export function radiusOf(size: number): number {
  return Math.sqrt(0.0035 + 0.0125 * size);
}

/** The ring (1 = innermost) that holds a place; on a border, the inner one. */
export function ringOf(x: number, y: number, k: number): number {
  return Math.min(Math.max(Math.ceil(k * Math.hypot(x, y) - 1e-9), 1), k);
}

/** The same place with four decimals. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4 + 0;
}

function changed(sketch: Sketch, id: string, change: Partial<DrawnActor>): Sketch {
  return { ...sketch, actors: sketch.actors.map((actor) => (actor.id === id ? { ...actor, ...change } : actor)) };
}

/** One more actor, not yet placed. */
export function added(sketch: Sketch, actor: Pick<DrawnActor, 'id' | 'name' | 'category'>): Sketch {
  return { ...sketch, actors: [...sketch.actors, { ring: null, x: null, y: null, size: SIZE_AT_FIRST, valence: null, ...actor }] };
}

/** Without an actor and its ties. */
export function removed(sketch: Sketch, id: string): Sketch {
  return { actors: sketch.actors.filter((actor) => actor.id !== id), ties: sketch.ties.filter((tie) => tie.a !== id && tie.b !== id) };
}

/** An actor put at a place; outside of the rings it is taken back from the map. */
export function placed(sketch: Sketch, id: string, x: number, y: number, k: number): Sketch {
  const away = Math.hypot(x, y);
  if (away > TOLERANCE) return changed(sketch, id, { ring: null, x: null, y: null });
  const inside = away > 1 ? 0.9999 / away : 1;
  const [px, py] = [rounded(x * inside), rounded(y * inside)];
  return changed(sketch, id, { ring: ringOf(px, py, k), x: px, y: py });
}

/** An actor put into a ring (null: taken back): at its angle, else its category's direction, where it covers nobody. */
export function inRing(sketch: Sketch, id: string, ring: number | null, k: number): Sketch {
  const actor = find(sketch, id);
  if (!actor) return sketch;
  if (ring === null) return changed(sketch, id, { ring: null, x: null, y: null });
  const distance = (ring - 0.5) / k;
  const angle = actor.x === null || actor.y === null || (!actor.x && !actor.y) ? heading(actor.category) : Math.atan2(actor.y, actor.x);
  return freely(sketch, actor, angle, distance, k);
}

/** An actor turned around the self by some degrees, clockwise. */
export function turned(sketch: Sketch, id: string, degrees: number, k: number): Sketch {
  const actor = find(sketch, id);
  if (!actor || actor.x === null || actor.y === null) return sketch;
  const angle = Math.atan2(actor.y, actor.x) + (degrees * Math.PI) / 180;
  const distance = Math.hypot(actor.x, actor.y);
  return placed(sketch, id, distance * Math.cos(angle), distance * Math.sin(angle), k);
}

/** A size from 0 to 1. */
export function sized(sketch: Sketch, id: string, size: number): Sketch {
  return changed(sketch, id, { size: Math.round(Math.min(Math.max(size, 0), 1) * 100) / 100 });
}

/** Helps, hinders, both or neither, or not said. */
export function valued(sketch: Sketch, id: string, valence: DrawnValence): Sketch {
  return changed(sketch, id, { valence });
}

/** Another name or category. */
export function named(sketch: Sketch, id: string, change: Partial<Pick<DrawnActor, 'name' | 'category'>>): Sketch {
  return changed(sketch, id, change);
}

/** Whether two actors are linked. */
export function isLinked(sketch: Sketch, a: string, b: string): boolean {
  return sketch.ties.some((tie) => (tie.a === a && tie.b === b) || (tie.a === b && tie.b === a));
}

/** Two actors linked, or unlinked where they were; nobody is linked to itself. */
export function linked(sketch: Sketch, a: string, b: string): Sketch {
  if (a === b || !find(sketch, a) || !find(sketch, b)) return sketch;
  const without = sketch.ties.filter((tie) => !((tie.a === a && tie.b === b) || (tie.a === b && tie.b === a)));
  return { ...sketch, ties: without.length < sketch.ties.length ? without : [...sketch.ties, { a, b }] };
}

/** An actor by id. */
export function find(sketch: Sketch, id: string): DrawnActor | undefined {
  return sketch.actors.find((actor) => actor.id === id);
}

/** An actor by name, whatever its case and spaces. */
export function findName(sketch: Sketch, name: string): DrawnActor | undefined {
  const folded = (text: string): string => text.trim().replace(/\s+/g, ' ').toLocaleLowerCase();
  return sketch.actors.find((actor) => folded(actor.name) === folded(name));
}

/** Actors that stand nowhere yet. */
export function unplaced(sketch: Sketch): DrawnActor[] {
  return sketch.actors.filter((actor) => actor.ring === null);
}

/** Pairs of ids that cover one another so that one is hard to see; "" is the self. More room than 1 leaves a gap between marks. */
export function overlaps(sketch: Sketch, room = 0.95): [string, string][] {
  const standing = [{ id: '', x: 0, y: 0, r: SELF_RADIUS }, ...sketch.actors.flatMap((actor) => (actor.x === null || actor.y === null ? []
    : [{ id: actor.id, x: actor.x, y: actor.y, r: radiusOf(actor.size) }]))];
  return standing.flatMap((a, i) => standing.slice(i + 1).filter((b) => Math.hypot(a.x - b.x, a.y - b.y) < room * (a.r + b.r))
    .map((b): [string, string] => [a.id, b.id]));
}

/** All actors moved so little that nobody covers anybody, each in its own ring; the larger stay where they are. */
export function apart(sketch: Sketch, k: number): Sketch {
  const order = [...sketch.actors].filter((actor) => actor.ring !== null).sort((a, b) => b.size - a.size || (a.id < b.id ? -1 : 1));
  let standing: Sketch = { actors: [], ties: [] };
  for (const actor of order) {
    standing = { ...standing, actors: [...standing.actors, actor] };
    if (!overlaps(standing).some((pair) => pair.includes(actor.id))) continue;
    const [x, y] = [actor.x ?? 0, actor.y ?? 0];
    const wanted = x || y ? Math.hypot(x, y) : 0;
    const middle = ((actor.ring ?? 1) - 0.5) / k;
    standing = freely(standing, actor, x || y ? Math.atan2(y, x) : heading(actor.category), Math.max(wanted, SELF_RADIUS + radiusOf(actor.size), middle), k);
  }
  const moved = new Map(standing.actors.map((actor) => [actor.id, actor]));
  return { ...sketch, actors: sketch.actors.map((actor) => moved.get(actor.id) ?? actor) };
}

/** An actor at the free place nearest to an angle, at a distance or elsewhere in the same ring; else where it was wanted. */
function freely(sketch: Sketch, actor: DrawnActor, angle: number, distance: number, k: number): Sketch {
  const ring = ringOf(distance, 0, k);
  const distances = [distance, ...[0.5, 0.75, 0.3, 0.95].map((part) => (ring - 1 + part) / k)];
  for (const room of [ROOMY, 0.95]) {
    for (const away of distances) {
      for (let step = 0; step < 73; step += 1) {
        const at = angle + (Math.PI / 36) * Math.floor((step + 1) / 2) * (step % 2 ? 1 : -1);
        const tried = placed(sketch, actor.id, away * Math.cos(at), away * Math.sin(at), k);
        if (!overlaps(tried, room).some((pair) => pair.includes(actor.id))) return tried;
      }
    }
  }
  return placed(sketch, actor.id, distance * Math.cos(angle), distance * Math.sin(angle), k);
}

/** A map from elsewhere (an earlier visit, the server) as a sketch for these rings: rings follow from the places. */
export function adopted(actors: readonly DrawnActor[], ties: readonly Tie[], rings: Rings): Sketch {
  const ids = new Set(actors.map((actor) => actor.id));
  return {
    actors: actors.map((actor) => (actor.x === null || actor.y === null ? { ...actor, ring: null, x: null, y: null }
      : { ...actor, ring: ringOf(actor.x, actor.y, rings.k) })),
    ties: ties.filter((tie) => ids.has(tie.a) && ids.has(tie.b) && tie.a !== tie.b),
  };
}
