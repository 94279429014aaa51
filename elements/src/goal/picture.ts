/** Pictures of a goal: the five steps with where it started and where it is, and the days of a goal to manage. */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { GoalDay, GoalScale } from '../contract';
import { counted, number, say, told } from '../shared/texts';

/** The five levels from the lowest. */
export const LEVELS = [-2, -1, 0, 1, 2] as const;
/** Weeks of days that are shown. */
export const WEEKS = 13;
/** Up to so many days stand in one line. */
const FEW = 14;
const [WIDE, BASE, LOW, RISE] = [60, 84, 12, 12];
const [CELL, STEP] = [13, 17];

/** Where a level stands: the middle of its step, and the height of the stairs there. Beyond the ends it stays on the outer steps. */
export function spot(level: number): { x: number; y: number } {
  const inside = Math.min(Math.max(level, -2.4), 2.4);
  return { x: Number((WIDE * (inside + 2.5)).toFixed(2)), y: Number((BASE - LOW - RISE * (Math.min(Math.max(inside, -2), 2) + 2)).toFixed(2)) };
}

/** A level in words: the nearest of the five. */
export function levelWords(level: number): string {
  return say(`level.${Math.min(Math.max(Math.round(level), -2), 2)}`);
}

/** Where a measure started and stands, in sentences. */
export function stepsWords(scale: GoalScale): string {
  return stepsParts(scale, true).join(' ');
}

/** The sentences: where it started; between what it stands; and, where `certain`, also a level without a doubt or one that is not known. */
export function stepsParts(scale: GoalScale, certain: boolean): string[] {
  const parts = scale.start === null ? [] : [say('goal.started', { words: levelWords(scale.start) })];
  const { now, low, high } = scale;
  if (now !== null && low !== null && high !== null && levelWords(low) !== levelWords(high)) return [...parts, say('goal.now_between', { low: levelWords(low), high: levelWords(high) })];
  if (certain) parts.push(now === null ? say('goal.now_unknown') : say('goal.now', { words: levelWords(now) }));
  return parts;
}

/** The five steps: a ring where it started, a dot with its interval where it is. Unknown has no dot. */
export function steps(scale: GoalScale): TemplateResult {
  const range = scale.low !== null && scale.high !== null ? [spot(scale.low), spot(scale.high)] as const : null;
  const start = scale.start === null ? null : spot(scale.start);
  const now = scale.now === null ? null : spot(scale.now);
  const at = (up: number): number => up - 9;
  return html`<svg part="steps" class="steps" viewBox="0 0 300 106" role="img" aria-label=${`${scale.title}: ${stepsWords(scale)}`}>
    ${LEVELS.map((level) => step(level))}
    ${range ? svg`<line class="steps__range" x1=${range[0].x} y1=${at(range[0].y)} x2=${range[1].x} y2=${at(range[1].y)}/>` : nothing}
    ${start ? svg`<circle class="steps__start" cx=${start.x} cy=${at(start.y)} r="6"/>` : nothing}
    ${start && now ? svg`<path class="steps__way" d="M${start.x},${at(start.y) - 11}Q${(start.x + now.x) / 2},${Math.min(start.y, now.y) - 36} ${now.x},${at(now.y) - 11}"/>` : nothing}
    ${now ? svg`<circle class="steps__now" cx=${now.x} cy=${at(now.y)} r="6"/>` : nothing}</svg>`;
}

function step(level: number): SVGTemplateResult {
  const { x, y } = spot(level);
  const css = level === 0 ? 'steps__step--hoped' : level > 0 ? 'steps__step--over' : '';
  return svg`<rect class="steps__step ${css}" x=${x - WIDE / 2 + 1.5} y=${y} width=${WIDE - 3} height=${BASE - y} rx="2.5"/><text class="steps__name ${
    level === 0 ? 'steps__name--hoped' : ''}" x=${x} y=${BASE + 14} text-anchor="middle">${say(`level.short.${level}`)}</text>`;
}

/** How many days are of each kind. */
export function dayCounts(days: readonly GoalDay[]): Record<GoalDay['is'], number> {
  const counts = { in: 0, out: 0, unknown: 0, paused: 0 };
  for (const day of days) counts[day.is] += 1;
  return counts;
}

/** The days in words. */
export function dayWords(days: readonly GoalDay[]): string {
  const counts = dayCounts(days);
  const parts = (Object.keys(counts) as GoalDay['is'][]).filter((is) => counts[is]).map((is) => say(`days.${is}.n`, { n: number(counts[is]) }));
  return `${counted('days.of', days.length)} ${told(parts)}.`;
}

/** Where the cells of the days stand, as [column, row]: few of them in one line, many in a column a week from Monday. */
export function dayPlaces(days: readonly GoalDay[]): { columns: number; rows: number; places: [number, number][] } {
  if (days.length <= FEW) return { columns: Math.max(1, days.length), rows: 1, places: days.map((_, i) => [i, 0]) };
  const first = (new Date(`${days[0]!.day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return { columns: Math.ceil((first + days.length) / 7), rows: 7, places: days.map((_, i) => [Math.floor((first + i) / 7), (first + i) % 7]) };
}

/** A cell a day; kinds differ by shape as well as by colour. */
export function dayStrip(days: readonly GoalDay[]): TemplateResult {
  const shown = days.slice(-7 * WEEKS);
  const { columns, rows, places } = dayPlaces(shown);
  const counts = dayCounts(shown);
  return html`<svg part="days" class="days" viewBox="0 0 ${columns * STEP} ${rows * STEP}" width=${Math.round(1.2 * columns * STEP)} role="img" aria-label=${dayWords(shown)}>
    ${shown.map((day, i) => svg`<g transform="translate(${places[i]![0] * STEP} ${places[i]![1] * STEP})">${mark(day.is)}</g>`)}</svg>
    <ul class="legend">${(['in', 'out', 'unknown', 'paused'] as const).filter((is) => counts[is]).map((is) => html`<li><svg viewBox="0 0 ${CELL + 2} ${CELL + 2}"
      aria-hidden="true">${mark(is)}</svg>${say(`days.${is}.n`, { n: number(counts[is]) })}</li>`)}</ul>`;
}

function mark(is: GoalDay['is']): SVGTemplateResult {
  const middle = CELL / 2 + 1;
  if (is === 'unknown') return svg`<circle class="day day--unknown" cx=${middle} cy=${middle} r="1.8"/>`;
  if (is === 'paused') return svg`<path class="day day--paused" d="M4,${middle}H${CELL - 2}"/>`;
  return svg`<rect class="day day--${is}" x="1" y="1" width=${CELL} height=${CELL} rx="3"/>`;
}

/** How T went since the goal was declared, with the line of 50, as hoped; days on which nothing is known leave a gap. */
export function way(points: readonly { day: string; t: number | null }[]): TemplateResult | typeof nothing {
  const known = points.filter((point) => point.t !== null);
  if (known.length < 2) return nothing;
  const at = (i: number, t: number): string => `${((280 * i) / Math.max(points.length - 1, 1) + 10).toFixed(1)},${(52 - (44 * (Math.min(Math.max(t, 20), 80) - 20)) / 60).toFixed(1)}`;
  const runs: string[][] = [[]];
  points.forEach((point, i) => {
    if (point.t === null) runs.push([]);
    else runs[runs.length - 1]!.push(at(i, point.t));
  });
  const last = points.length - 1 - [...points].reverse().findIndex((point) => point.t !== null);
  const [x, y] = at(last, points[last]!.t!).split(',');
  return html`<figure class="way"><svg part="way" viewBox="0 0 300 58" role="img" aria-label=${say('goal.way', { from: known[0]!.t!.toFixed(0), to: known[known.length - 1]!.t!.toFixed(0) })}>
    <line class="way__hoped" x1="0" x2="300" y1="30" y2="30"/>${runs.map((run) => (run.length > 1 ? svg`<polyline class="way__line" points=${run.join(' ')}/>` : nothing))}
    <circle class="way__now" cx=${x!} cy=${y!} r="3.5"/></svg><figcaption class="soft">${say('goal.way_caption')}</figcaption></figure>`;
}
