/** Runs of one route beside one another: which is the reference, how far each is ahead or behind along the way. Pure. */
import type { Column, RouteData, Run } from '../contract';
import { known } from '../shared/quantities';

/** So many runs are drawn strongly; each has a letter, a colour and a dash of its own. */
export const MOST = 6;
export const LETTERS = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
/** The runs that are drawn strongly, by their place; null is a free place. */
export type Chosen = readonly (string | null)[];

/** Whether a run has a time at every place of the route. */
export function complete(run: Run): boolean {
  return !!run.at_s && run.at_s.length > 1 && !run.reversed && run.at_s.every(known);
}

/** The seconds over the whole route; where they are not known along it, what the run took. */
export function seconds(run: Run): number {
  const last = complete(run) ? run.at_s![run.at_s!.length - 1] : null;
  return last ?? run.moving_s ?? run.elapsed_s ?? Infinity;
}

/** Whether a run has times along the route that can be compared. */
export function lined(run: Run): boolean {
  return !!run.at_s && !run.reversed && run.at_s.some(known);
}

/** The run that others are compared with: "best", "median", "last" of those with a whole line, or the one of an id. */
export function referenceOf(runs: readonly Run[], which: string): Run | null {
  const whole = runs.filter(complete);
  if (!whole.length) return null;
  const asked = whole.find((run) => run.id === which);
  if (asked) return asked;
  const fast = [...whole].sort((a, b) => seconds(a) - seconds(b) || a.date.localeCompare(b.date));
  if (which === 'median') return fast[Math.floor((fast.length - 1) / 2)]!;
  if (which === 'last') return [...whole].sort((a, b) => a.date.localeCompare(b.date)).at(-1)!;
  return fast[0]!;
}

/** Seconds behind (positive) or ahead (negative) of the reference at each place, counted from the first place that both know. */
export function gaps(run: Run, reference: Run): Column {
  const [mine, theirs] = [run.at_s ?? [], reference.at_s ?? []];
  if (run.reversed || reference.reversed) return theirs.map(() => null);
  const first = theirs.findIndex((at, i) => known(at) && known(mine[i]));
  if (first < 0) return theirs.map(() => null);
  const offset = mine[first]! - theirs[first]!;
  return theirs.map((at, i) => (known(at) && known(mine[i]) ? mine[i]! - at - offset : null));
}

/** The last gap that is known; null where none is. */
export function endGap(column: Column): number | null {
  return column.findLast(known) ?? null;
}

/** What is drawn strongly at first: the last run, the best and the middle one, then the newest others, four in all. */
export function firstChosen(data: RouteData): Chosen {
  const best = ['last', 'best', 'median'].map((which) => referenceOf(data.runs, which)?.id);
  const newest = data.runs.filter(lined).sort((a, b) => b.date.localeCompare(a.date)).map((run) => run.id);
  return filled([...new Set([...best, ...newest])].filter((id): id is string => id !== undefined).slice(0, 4));
}

function filled(ids: readonly string[]): Chosen {
  return LETTERS.map((_, i) => ids[i] ?? null);
}

/** The choice after a run was chosen or taken away; a full one stays as it is. */
export function toggled(chosen: Chosen, id: string): Chosen {
  if (chosen.includes(id)) return chosen.map((each) => (each === id ? null : each));
  const free = chosen.indexOf(null);
  return free < 0 ? chosen : chosen.map((each, i) => (i === free ? id : each));
}

/** Labels that want to stand at some heights, moved apart by at least `apart`, within low..high, in their order. */
export function apart(wanted: readonly number[], distance: number, low: number, high: number): number[] {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y || a.i - b.i);
  const placed: number[] = [];
  order.forEach(({ y }, k) => { placed[k] = Math.max(y, k ? placed[k - 1]! + distance : low); });
  for (let k = placed.length - 1; k >= 0; k--) placed[k] = Math.min(placed[k]!, k === placed.length - 1 ? high : placed[k + 1]! - distance);
  const found = new Array<number>(wanted.length).fill(0);
  order.forEach(({ i }, k) => { found[i] = placed[k]!; });
  return found;
}
