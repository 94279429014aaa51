/** The scale of an effect: nothing in its middle, so wide that both intervals and what would be worth it are on it. Pure. */
import type { FigureJson } from '../contract';
import { lacksInterval } from '../figure/words';
import type { EffectData } from '../scorecard/contract';

export interface Placed { value: number; low: number; high: number }
export interface EffectDrawn {
  effect: Placed | null;
  naive: Placed | null;
  /** Where nothing is, and where what is worth it begins: on the better side, and as far on the other. */
  zero: number;
  worth: number;
  harm: number;
}

const ROOM = 1.12;

/** Places from 0 to 1 on the scale. */
export function effectDrawn({ effect, naive, worth, better }: EffectData): EffectDrawn {
  const known = [effect, naive].filter((each): each is FigureJson => printable(each));
  const most = ROOM * Math.max(Math.abs(worth), 1e-9, ...known.flatMap((each) => [Math.abs(each.low!), Math.abs(each.high!)]));
  const at = (value: number): number => 0.5 + value / (2 * most);
  const placed = (each: FigureJson | null): Placed | null => (printable(each) ? { value: at(each.value!), low: at(each.low!), high: at(each.high!) } : null);
  return { effect: placed(effect), naive: placed(naive), zero: 0.5, worth: at(better * Math.abs(worth)), harm: at(-better * Math.abs(worth)) };
}

function printable(each: FigureJson | null): each is FigureJson {
  return each !== null && each.value !== null && !lacksInterval(each) && each.low !== null && each.high !== null;
}
