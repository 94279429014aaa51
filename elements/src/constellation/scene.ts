/** From a constellation to what is drawn: marks, guides, ties, names, numbers and the picture in words. Pure. */
import type { Actor, Constellation, Tie } from '../contract';
import { clipped, labels, type Label } from '../geometry/labels';
import { type Body, DASHED, guides, heading, INNER, orbit, OUTER, type Place, places } from '../geometry/orbits';
import { reach } from '../geometry/shapes';
import { around, chosen } from '../geometry/spots';
import { valenceSide } from '../shared/kinds';
import { counted, say } from '../shared/texts';

/** Actors drawn in a compact and in a large picture; the rest are counted in words and listed in the table. */
export const COMPACT_MAX = 12;
export const LARGE_MAX = 22;

/** Actors of less relevance are left to the table: their mark would be smaller than a point. */
const SMALLEST = 0.004;
const SELF_ALONE: Place = { x: 0, y: 0, r: 9, angle: 0, known: true };

/** One actor as it is drawn; number is its row in the table. */
export interface Mark {
  actor: Actor;
  place: Place;
  number: number;
  self: boolean;
  side: -1 | 0 | 1 | null;
  label: Label | null;
  /** The interval of proximity, from near to far, as distances from the centre. */
  whisker: [number, number] | null;
  /** Where the number stands in a narrow picture; null for the self and where names do. */
  numberAt: [number, number] | null;
}

/** The name of a ring and where it stands. */
export interface RingName {
  words: string;
  x: number;
  y: number;
}

/** Everything of a picture. */
export interface Scene {
  marks: Mark[];
  guides: number[];
  dashed: boolean;
  ties: { a: Mark; b: Mark; path: string }[];
  ringNames: RingName[];
  /** Rings whose words are too long to stand in the picture, as a list below it. */
  ringKey: string[];
  unknown: number;
  leftOut: number;
  says: string;
}

/** How a scene is wanted. */
export interface Wanted {
  compact: boolean;
  named: boolean;
  /** Angles (radians) that actors had before, so that they do not jump from moment to moment. */
  angles?: ReadonlyMap<string, number>;
  /** Angles as the customer drew them. */
  asDrawn?: boolean;
}

/** Actors as the table lists them: the self first, then by relevance. */
export function listed(actors: readonly Actor[]): Actor[] {
  return [...actors].sort((a, b) => Number(b.category === 'self') - Number(a.category === 'self') || (b.relevance ?? -1) - (a.relevance ?? -1) || (a.id < b.id ? -1 : 1));
}

/** Where everything stands. */
export function scene(picture: Constellation, actors: readonly Actor[], ties: readonly Tie[], wanted: Wanted): Scene {
  const rows = listed(actors);
  const others = rows.filter((actor) => actor.category !== 'self' && (actor.relevance ?? 0) >= SMALLEST);
  const shown = others.slice(0, wanted.compact ? COMPACT_MAX : LARGE_MAX);
  const self = rows.find((actor) => actor.category === 'self');
  const all = self ? [self, ...shown] : shown;
  const placed = places(all.map((actor) => body(actor, wanted)));
  const known = shown.filter((actor) => actor.proximity !== null).length;
  const ring = placed.slice(self ? 1 : 0);
  const named = wanted.named ? labels(ring, shown.map((actor) => actor.name)) : [];
  const marks = all.map((actor, i) => mark(actor, placed[i]!, rows.indexOf(actor) + 1, actor === self ? null : (named[i - (self ? 1 : 0)] ?? null)));
  const byId = new Map(marks.map((each) => [each.actor.id, each]));
  const unknown = shown.length - known;
  const k = picture.rings?.k ?? null;
  const words = ringWords(picture);
  const short = words.every((each) => [...each].length <= 16);
  const bands = ringNames(known ? words.map((each, i) => (short ? each : String(i + 1))) : [], unknown, marks);
  if (!wanted.named && !wanted.compact) number(marks, bands);
  return {
    marks,
    guides: known ? guides(k) : [],
    dashed: unknown > 0 || !shown.length,
    ties: ties.flatMap(({ a, b }) => {
      const [from, to] = [byId.get(a), byId.get(b)];
      return from && to && from !== to ? [{ a: from, b: to, path: curve(from.place, to.place) }] : [];
    }),
    ringNames: wanted.compact ? [] : bands,
    ringKey: known && !short ? words : [],
    unknown,
    leftOut: rows.filter((actor) => actor.category !== 'self').length - shown.length,
    says: says(picture, shown, unknown),
  };
}

/** The self's place when the data have no self. */
export function selfAlone(marks: readonly Mark[]): Place | null {
  return marks.some((each) => each.self) ? null : SELF_ALONE;
}

function body(actor: Actor, wanted: Wanted): Body {
  const drawn = wanted.asDrawn && actor.x !== null && actor.y !== null && (actor.x || actor.y) ? Math.atan2(actor.y, actor.x) : undefined;
  return {
    category: actor.category, relevance: actor.relevance ?? 0, proximity: actor.proximity,
    angle: drawn ?? wanted.angles?.get(actor.id) ?? heading(actor.category),
  };
}

function mark(actor: Actor, place: Place, number: number, label: Label | null): Mark {
  const self = actor.category === 'self';
  const { proximity_low: low, proximity_high: high } = actor;
  return {
    actor, place, number, self, label, side: self ? null : valenceSide(actor.valence),
    whisker: !self && place.known && low !== null && high !== null ? [orbit(high), orbit(low)] : null,
    numberAt: null,
  };
}

/** Beside every mark, away from the centre if that is free, its number. */
function number(marks: Mark[], ringNames: readonly RingName[]): void {
  const others = marks.filter((each) => !each.self);
  const candidates = others.map(({ actor, place }) => {
    const away = reach(actor.category, place.r) + 7;
    return [0, 45, -45, 90, -90, 135, -135, 180].map((turn): [number, number] => {
      const angle = place.angle + (turn * Math.PI) / 180;
      return [place.x + away * Math.cos(angle), place.y + away * Math.sin(angle)];
    });
  });
  const fixed = [...marks.map(({ place }) => around(place.x, place.y, place.r)),
    ...ringNames.map((each) => ({ x: each.x - 2.2 * each.words.length, y: each.y - 5, w: 4.4 * each.words.length, h: 10 }))];
  const spots = chosen(candidates, ([x, y]) => ({ x: x - 6, y: y - 5, w: 12, h: 10 }), () => fixed, 136);
  others.forEach((each, i) => { each.numberAt = spots[i]!; });
}

/** A line between two marks, bent away from the centre so that it does not run through the self. */
function curve(a: Place, b: Place): string {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const [mx, my] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  const side = -dy * mx + dx * my < 0 ? -1 : 1;
  return `M${a.x.toFixed(1)},${a.y.toFixed(1)}Q${(mx - side * 0.24 * dy).toFixed(1)},${(my + side * 0.24 * dx).toFixed(1)} ${b.x.toFixed(1)},${b.y.toFixed(1)}`;
}

function ringWords(picture: Constellation): string[] {
  if (!picture.rings) return [say('ring.near'), say('ring.farther'), say('ring.far')];
  return Array.from({ length: picture.rings.k }, (_, i) => picture.rings?.words[i] ?? String(i + 1));
}

const ANGLES = [90, 20, 160, 240, 300, 340, 200].map((degrees) => (degrees * Math.PI) / 180);

/** The name of each band, and of the dashed ring, where no mark stands. */
function ringNames(words: readonly string[], unknown: number, marks: readonly Mark[]): RingName[] {
  const at = words.map((each, i): [string, number] => [each, (orbit(1 - i / words.length) + orbit(1 - (i + 1) / words.length)) / 2]);
  if (unknown) at.push([say('ring.unknown'), DASHED]);
  const taken: { x: number; y: number; half: number }[] = [];
  return at.map(([text, r]) => {
    const half = 2.2 * [...text].length;
    const clear = (angle: number): number => {
      const [x, y] = [r * Math.cos(angle), r * Math.sin(angle)];
      const free = [-half, 0, half].flatMap((side) => marks.map(({ place }) => Math.hypot(place.x - x - side, place.y - y) - 1.2 * place.r));
      const apart = taken.map((other) => (Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < 10 ? -9 : 9));
      return Math.floor(Math.min(9, ...free, ...apart) / 3);
    };
    const best = ANGLES.reduce((found, angle) => (clear(angle) > clear(found) ? angle : found));
    const spot = { words: text, x: r * Math.cos(best), y: r * Math.sin(best) };
    if (r === DASHED) spot.y += spot.y > 0 ? 9 : -3;
    taken.push({ x: spot.x, y: spot.y, half });
    return spot;
  });
}

/** The picture in words, for those who do not see it. */
function says(picture: Constellation, shown: readonly Actor[], unknown: number): string {
  const of = say('picture.of', { name: picture.customer.label });
  if (!shown.length) return `${of}${say('picture.alone')}`;
  const names = shown.slice(0, 6).map((actor) => clipped(actor.name, 40)).join(say('list.comma'));
  const rest = unknown ? ` ${say('picture.unknown', { n: unknown, all: counted('actors', shown.length) })}` : '';
  return `${of}${say('picture.by_relevance', { names })}${rest}`;
}

/** The part of the picture's radius that rings take, for those who draw on top of it. */
export const BORDERS = { inner: INNER, outer: OUTER, dashed: DASHED };
