/** A goal while it is declared: what was answered so far, what is missing, what is sent. Pure. */
import type { DeclaredGoal, DeclaredScale, GoalConfig, GoalJob, GoalKind, GoalLevel, GoalMeasure } from '../contract';
import { say } from '../shared/texts';

/** By when: no day, four weeks, three months, half a year, a day of one's own. */
export type Due = 'none' | 'weeks' | 'quarter' | 'half' | 'day';
/** The order in which days are offered. */
export const DUES: readonly Due[] = ['none', 'weeks', 'quarter', 'half', 'day'];
/** How much a measure weighs beside the others. */
export const WEIGHTS = [1, 2, 3] as const;
const DAYS: Partial<Record<Due, number>> = { weeks: 28, quarter: 91, half: 182 };
const TITLE_MAX = 200;

/** A measure that was chosen, by its key; numbers as they were typed. */
export interface Chosen {
  key: string;
  weight: 1 | 2 | 3;
  start: GoalLevel;
  now: string;
  hoped: string;
  low: string;
  high: string;
}

/** What was answered so far. */
export interface Form {
  title: string;
  /** The slug of a job, "" for none. */
  job: string;
  kind: GoalKind;
  due: Due;
  day: string;
  chosen: Chosen[];
  seen_by: 'me' | 'team';
  /** Purposes to which the customer agreed. */
  agreed: string[];
}

/** The customer's own judgement of the whole, which is always there to choose. */
export function ownMeasure(): GoalMeasure {
  return { key: 'own', indicator: '', title: say('goal.own'), unit: '', now: null };
}

/** A measure as it is first chosen. */
export function fresh(measure: GoalMeasure): Chosen {
  const typed = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value));
  return { key: measure.key, weight: 2, start: -1, now: typed(measure.now), hoped: typed(measure.hoped), low: typed(measure.low), high: typed(measure.high) };
}

/** Nothing answered yet: the own judgement is the measure until another one is chosen. */
export function blank(): Form {
  return { title: '', job: '', kind: 'accomplish', due: 'none', day: '', chosen: [fresh(ownMeasure())], seen_by: 'me', agreed: [] };
}

/** The measures to choose from: those of the job, the own judgement, all others. */
export function offered(config: GoalConfig, job: string): GoalMeasure[] {
  const suggested = config.jobs.find((each) => each.slug === job)?.measures ?? [];
  const known = new Set(suggested.map((measure) => measure.indicator).filter(Boolean));
  return [...suggested, ownMeasure(), ...config.measures.filter((measure) => !known.has(measure.indicator))];
}

/** The form with a job of the ecosystem taken up: its words, its kind, its first measure; a second press lets it go. */
export function withJob(form: Form, job: GoalJob, config: GoalConfig): Form {
  const ownWords = form.title !== '' && !config.jobs.some((each) => each.title === form.title);
  const taken = form.job === job.slug ? '' : job.slug;
  const keys = offered(config, taken).map((measure) => measure.key);
  const left = form.chosen.filter((each) => keys.includes(each.key));
  const untouched = left.every((each) => each.key === 'own');
  const chosen = taken && untouched && job.measures[0] ? [fresh(job.measures[0])] : left.length ? left : [fresh(ownMeasure())];
  return { ...form, job: taken, chosen, kind: taken ? job.kind : form.kind, title: ownWords ? form.title : taken ? job.title : '' };
}

/** The form with a measure chosen, or let go. */
export function toggled(form: Form, measure: GoalMeasure): Form {
  const left = form.chosen.filter((each) => each.key !== measure.key);
  return { ...form, chosen: left.length < form.chosen.length ? left : [...form.chosen, fresh(measure)] };
}

/** The form with one chosen measure answered further. */
export function answered(form: Form, key: string, more: Partial<Chosen>): Form {
  return { ...form, chosen: form.chosen.map((each) => (each.key === key ? { ...each, ...more } : each)) };
}

/** A number as people type it, with a comma or a point; null where nothing or something else was typed. */
export function typedNumber(text: string): number | null {
  const bare = text.trim().replace(',', '.');
  if (!/^-?\d+(\.\d+)?$/.test(bare)) return null;
  return Number(bare);
}

/**
 * The five values that count as -2 to 2: today is -1, what is hoped for 0, and the steps beyond are half as wide. Either direction.
 * Where both are above 0, no level is below it, so that the best ones can be reached. Who hopes for more than the 0 of today is at -2.
 */
export function levels(now: number, hoped: number): number[] {
  const half = (hoped - now) / 2;
  const above = now >= 0 && hoped > 0;
  const step = above ? Math.max(half, -hoped / 2) : half;
  const worst = above ? Math.max(now - half, 0) : now - half;
  return [worst, now || (above ? hoped / 2 : now), hoped, hoped + step, hoped + 2 * step].map((value) => Number(value.toFixed(9)) + 0);
}

/** The day by which it is due; null for none. `today` is an ISO date. */
export function dueOn(form: Form, today: string): string | null {
  if (form.due === 'none') return null;
  if (form.due === 'day') return form.day || null;
  const date = new Date(`${today}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + (DAYS[form.due] ?? 0));
  return date.toISOString().slice(0, 10);
}

/** Where the form needs another answer: the id of the question and why; null where it may be sent. */
export function trouble(form: Form, config: GoalConfig, today: string): { at: string; words: string } | null {
  const title = form.title.trim();
  if (!title) return { at: 'title', words: say('goal.no_title') };
  if ([...title].length > TITLE_MAX) return { at: 'title', words: say('goal.long_title', { n: TITLE_MAX }) };
  const due = dueOn(form, today);
  if (form.due === 'day' && form.kind === 'accomplish' && (due === null || due < today)) return { at: 'day', words: say('goal.no_day') };
  const chosen = measures(form, config);
  if (!chosen.length) return { at: 'm-own', words: say('goal.no_measure') };
  for (const { measure, each } of chosen) {
    const found = measure.indicator ? measureTrouble(form.kind, measure, each) : null;
    if (found) return found;
  }
  return null;
}

/** What was chosen, each with its measure, in the order in which they are offered. */
export function measures(form: Form, config: GoalConfig): { measure: GoalMeasure; each: Chosen }[] {
  return offered(config, form.job).flatMap((measure) => form.chosen.filter((each) => each.key === measure.key).map((each) => ({ measure, each })));
}

function measureTrouble(kind: GoalKind, measure: GoalMeasure, each: Chosen): { at: string; words: string } | null {
  const at = (what: string, key: string): { at: string; words: string } => ({ at: `${what}-${measure.key}`, words: say(key, { name: measure.title }) });
  const [now, hoped, low, high] = [typedNumber(each.now), typedNumber(each.hoped), typedNumber(each.low), typedNumber(each.high)];
  if (kind === 'manage') {
    if ((low === null && each.low.trim()) || (low === null && high === null)) return at('low', 'goal.no_range');
    if (high === null && each.high.trim()) return at('high', 'goal.no_range');
    return low !== null && high !== null && low >= high ? at('low', 'goal.range_turned') : null;
  }
  if (now === null) return at('now', 'goal.no_now');
  if (hoped === null) return at('hoped', 'goal.no_hoped');
  return now === hoped ? at('hoped', 'goal.same') : null;
}

function scale(kind: GoalKind, measure: GoalMeasure, each: Chosen): DeclaredScale {
  const common = { indicator: measure.indicator, title: measure.title, unit: measure.unit, weight: each.weight, over: measure.over ?? 'window' };
  if (!measure.indicator) return { ...common, baseline: null, baseline_level: each.start, levels: [], low: null, high: null };
  const now = typedNumber(each.now);
  const baseline = now === measure.now ? null : now;
  const bare = { ...common, baseline_level: null };
  if (kind === 'manage') return { ...bare, baseline: null, levels: [], low: typedNumber(each.low), high: typedNumber(each.high) };
  return { ...bare, baseline, levels: levels(now ?? 0, typedNumber(each.hoped) ?? 0), low: null, high: null };
}

/** What is sent. Only for a form without trouble. */
export function declared(form: Form, config: GoalConfig, today: string, clientId: string, at: string): DeclaredGoal {
  return {
    do: 'declare', client_id: clientId, title: form.title.trim().replace(/\s+/g, ' '), kind: form.kind, job: form.job,
    due_on: form.kind === 'accomplish' ? dueOn(form, today) : null, seen_by: form.seen_by,
    scales: measures(form, config).map(({ measure, each }) => scale(form.kind, measure, each)),
    consent: Object.fromEntries((config.asks ?? []).filter((ask) => form.agreed.includes(ask.purpose)).map((ask) => [ask.purpose, true])), declared_at: at,
  };
}
