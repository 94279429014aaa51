/** A constellation over time: its moments, angles that stay the same through all of them, and what changed, in words. Pure. */
import type { Actor, Constellation, CustomerType, Tie } from '../contract';
import { heading, places } from '../geometry/orbits';
import { typeName } from '../shared/kinds';
import { say, told } from '../shared/texts';

/** One state of a constellation; time is "" for the present one. */
export interface State {
  position: number;
  time: string;
  type: CustomerType;
  actors: Actor[];
  ties: Tie[];
}

/** All states, oldest first; the picture itself is the last. */
export function states(picture: Constellation): State[] {
  const now: State = { position: picture.position, time: '', type: picture.type, actors: picture.actors, ties: picture.ties ?? [] };
  const before = (picture.moments ?? []).map((moment) => ({ ...moment, ties: moment.ties ?? [] }));
  return [...before.sort((a, b) => a.position - b.position), now];
}

/** One angle for every actor that is ever there, found once over the most relevant and nearest state of each. */
export function steadyAngles(all: readonly State[]): Map<string, number> {
  if (all.length < 2) return new Map();
  const union = new Map<string, Actor>();
  for (const state of all) {
    for (const actor of state.actors) {
      const known = union.get(actor.id);
      union.set(actor.id, known && (known.relevance ?? 0) >= (actor.relevance ?? 0) ? { ...known, proximity: actor.proximity ?? known.proximity } : actor);
    }
  }
  const actors = [...union.values()];
  const placed = places(actors.map(({ category, relevance, proximity }) => ({ category, relevance: relevance ?? 0, proximity, angle: heading(category) })));
  return new Map(actors.map((actor, i) => [actor.id, placed[i]!.angle]));
}

/** What changed from one state to the next; a change of a number counts only where its two intervals lie apart. */
export function changes(before: State, after: State): string[] {
  const [was, is] = [new Map(before.actors.map((a) => [a.id, a])), new Map(after.actors.map((a) => [a.id, a]))];
  const found: string[] = [];
  if (before.type.label !== after.type.label) found.push(say('change.type', { from: typeName(before.type.label), to: typeName(after.type.label) }));
  const names = (actors: Actor[]): string => told(actors.map((actor) => actor.name));
  const report = (key: string, actors: Actor[]): void => {
    if (actors.length) found.push(say(key, { names: names(actors) }));
  };
  report('change.new', after.actors.filter((actor) => !was.has(actor.id)));
  report('change.gone', before.actors.filter((actor) => !is.has(actor.id)));
  const both = after.actors.flatMap((now) => (was.has(now.id) ? [{ now, then: was.get(now.id)! }] : []));
  report('change.nearer', both.filter(({ now, then }) => above(now.proximity_low, then.proximity_high)).map(({ now }) => now));
  report('change.farther', both.filter(({ now, then }) => above(then.proximity_low, now.proximity_high)).map(({ now }) => now));
  report('change.more', both.filter(({ now, then }) => higher(now.relevance_low, then.relevance_high)).map(({ now }) => now));
  report('change.less', both.filter(({ now, then }) => higher(then.relevance_low, now.relevance_high)).map(({ now }) => now));
  return found.length ? found : [say('change.none')];
}

function above(low: number | null, high: number | null): boolean {
  return low !== null && high !== null && low >= high - 1e-9 && low > 0;
}

function higher(low: number | null, high: number | null): boolean {
  return low !== null && high !== null && low > high;
}
