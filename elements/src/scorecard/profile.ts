/** A scorecard ready to be drawn and said: one row a factor, the weakest link first in words. Pure. */
import type { FigureJson } from '../contract';
import { figureWords, lacksInterval } from '../figure/words';
import { percent } from '../shared/kinds';
import { counted, say, told } from '../shared/texts';
import type { CardJson, FactorWords, FindingJson, HistoryPoint, ScorecardData, ScoreJson, Who } from './contract';

/** A number on an axis with its interval. */
export interface Reach { value: number; low: number; high: number }

/** One factor as a row of the picture. */
export interface Row {
  factor: FactorWords;
  score: ScoreJson | null;
  /** Null where too little is known. */
  reach: Reach | null;
  weakest: boolean;
  value: string;
  interval: string;
  /** What is needed to know it, in sentences; [] where it is known. */
  needed: string[];
  owner: Reach | null;
  customers: Reach | null;
  history: HistoryPoint[];
}

/** The least reach of the scale on which it is drawn how much factors matter. */
const MATTERS_LEAST = 0.4;
const KINDS: readonly FindingJson['kind'][] = ['act', 'watch', 'good'];

/** The data as given by a page, or a card alone as the machines' door answers it. */
export function dataOf(given: ScorecardData | CardJson): ScorecardData {
  return 'card' in given ? { ...given, factors: given.factors ?? given.card.factors ?? [] } : { card: given, factors: given.factors ?? [] };
}

/** The rows in the order of the factors. */
export function rows(data: ScorecardData): Row[] {
  const { card } = data;
  return [...data.factors].sort((a, b) => a.number - b.number).map((factor) => {
    const score = card.scores.find((each) => each.factor === factor.key) ?? null;
    const reach = reachOf(score?.axis);
    const words = score ? figureWords(score.axis) : null;
    return {
      factor, score, reach, weakest: reach !== null && card.weakest === factor.key,
      value: reach ? words!.value : '', interval: reach ? words!.interval : '', needed: reach ? [] : neededWords(score),
      owner: reachOf(card.weighed.owner?.shares[factor.key], true), customers: reachOf(card.weighed.customers?.shares[factor.key]),
      history: data.history?.[factor.key] ?? [],
    };
  });
}

/** The value and interval of a figure, bounded to 0..1; null where there is nothing to draw. `exact`: what somebody said has no interval. */
export function reachOf(figure: FigureJson | undefined, exact = false): Reach | null {
  if (!figure || figure.value === null || (lacksInterval(figure) && !exact)) return null;
  return { value: within(figure.value), low: within(figure.low ?? figure.value), high: within(figure.high ?? figure.value) };
}

function within(x: number): number {
  return Math.min(Math.max(x, 0), 1);
}

/** What is missing, as the figure says it, and the first warning that says what is needed. */
function neededWords(score: ScoreJson | null): string[] {
  if (!score) return [say('score.not_scored')];
  const first = score.axis.warnings[0] ?? score.warnings[0];
  return [score.axis.value === null ? score.axis.text.replace('n = ', 'n\u00a0=\u00a0') : say('figure.no_interval'), ...(first ? [first] : [])];
}

/** Where the line of the weakest link stands; null where nothing is known. */
export function lowest(all: readonly Row[]): number | null {
  return all.find((row) => row.weakest)?.reach?.low ?? null;
}

/** The largest share of the scale of how much factors matter. */
export function mattersMost(all: readonly Row[]): number {
  return Math.max(MATTERS_LEAST, ...all.flatMap((row) => [row.owner?.high ?? 0, row.customers?.high ?? 0]));
}

/** The weakest link: a heading, how sure that is, and what is to be said beside it. */
export function headline(card: CardJson, all: readonly Row[]): { title: string; sentences: string[]; beside: string[] } {
  const known = all.filter((row) => row.reach);
  const weak = known.find((row) => row.weakest);
  const unknown = all.filter((row) => !row.reach).map((row) => row.factor.title);
  if (!weak) return { title: say(known.length ? 'score.no_weakest' : 'score.nothing'), sentences: [say('score.nothing_known')], beside: [] };
  const sentences = [counted('score.lower_bound', known.length, { low: weak.reach!.low.toFixed(2) }), settledWords(weak, known)];
  const beside = [unknown.length ? say('score.unknown', { titles: quotedTitles(unknown) }) : '', weightsWords(card, all, weak)];
  return { title: say('score.weakest', { title: weak.factor.title }), sentences: sentences.filter(Boolean), beside: beside.filter(Boolean) };
}

/** How sure it is that this is the weakest: which other intervals reach as low as its own reaches high. */
function settledWords(weak: Row, known: readonly Row[]): string {
  const others = known.filter((row) => row !== weak && row.reach!.low <= weak.reach!.high).map((row) => row.factor.title);
  if (others.length) return counted('score.overlap', others.length, { titles: quotedTitles(others) });
  return known.length > 1 ? say('score.apart') : '';
}

/** Where most is missing by somebody's weights, where that is another factor than the weakest link. */
function weightsWords(card: CardJson, all: readonly Row[], weak: Row): string {
  const title = (who: Who): string => all.find((row) => row.factor.key === card.weakest_for[who])?.factor.title ?? '';
  const [owner, customers] = [title('owner'), title('customers')];
  const other = (name: string): boolean => name !== '' && name !== weak.factor.title;
  if (owner === customers) return other(owner) ? say('score.missing.both', { title: owner }) : '';
  if (other(owner) && other(customers)) return say('score.missing.each', { owner, customers });
  return other(customers) ? say('score.missing.customers', { title: customers }) : other(owner) ? say('score.missing.owner', { title: owner }) : '';
}

function quotedTitles(titles: readonly string[]): string {
  return told(titles.map((title) => `«${title}»`));
}

/** How much a factor matters, in words: "you 20 %, customers 31 % (27 to 35 %)"; "" where nobody said. */
export function mattersWords(row: Row, whole = false): string {
  const { owner, customers } = row;
  const parts = [owner ? say('score.matters.owner', { p: percent(owner.value) }) : '', customers ? say('score.matters.customers', { p: percent(customers.value) }) : ''].filter(Boolean);
  if (whole && customers) parts[parts.length - 1] += ` (${say('interval.percent', { low: percent(customers.low, false), high: percent(customers.high, false) })})`;
  return parts.join(say('list.comma'));
}

/** What is said of a factor, what is to be done first. */
export function findingsOf(score: ScoreJson | null): FindingJson[] {
  return [...(score?.findings ?? [])].sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}

/** What to do first: the first step of the weakest link, else of any factor; "" where nothing is said to be done. */
export function nextStep(card: CardJson): string {
  const acts = [...(card.findings ?? []), ...card.scores.flatMap((score) => score.findings)].filter((each) => each.kind === 'act' && each.next_step);
  return (acts.find((each) => each.factor === card.weakest) ?? acts[0])?.next_step ?? '';
}

/** Pieces of a history that may be joined: no unknown run within one, and one version of the definitions. */
export function pieces(history: readonly HistoryPoint[]): { at: number; point: HistoryPoint }[][] {
  const times = history.map((point) => Date.parse(point.as_of));
  const [first, last] = [times[0] ?? 0, times[times.length - 1] ?? 0];
  const found: { at: number; point: HistoryPoint }[][] = [];
  history.forEach((point, i) => {
    if (point.value === null) return;
    const at = last > first ? (times[i]! - first) / (last - first) : 1;
    const before = history[i - 1];
    const joins = before && before.value !== null && before.definitions === point.definitions;
    if (joins) found[found.length - 1]!.push({ at, point });
    else found.push([{ at, point }]);
  });
  return found;
}

/** How it was in the runs before, in words, for who does not see the line. */
export function historyWords(history: readonly HistoryPoint[]): string {
  const known = history.filter((point) => point.value !== null && point.definitions === history[history.length - 1]!.definitions);
  const [first, last] = [known[0], known[known.length - 1]];
  if (history.length < 2) return say('score.first_time');
  if (!first || !last || first === last) return say('score.history.few');
  const overlap = (first.low ?? first.value!) <= (last.high ?? last.value!) && (last.low ?? last.value!) <= (first.high ?? first.value!);
  const gaps = { from: first.value!.toFixed(2), to: last.value!.toFixed(2), since: first.as_of.slice(0, 10) };
  return say(overlap ? 'score.history.same' : last.value! > first.value! ? 'score.history.up' : 'score.history.down', gaps);
}
