/** Pace by date, with the trend that the server reckoned and its interval. */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { say } from 'engine/shared/texts';
import type { RouteData, Run, Unit } from '../contract';
import { round } from '../shared/line';
import { day, known, LENGTH, pace, paceNumber } from '../shared/quantities';
import { clockStep, scale, ticks } from '../shared/scale';
import { type Chosen, LETTERS } from './compare';

const [LEFT, RIGHT, TOP, FOOT] = [44, 14, 26, 24];
const DAY = 86_400_000;

/** Months between two days, as many as have room: the first of each, and its words. */
export function months(from: number, to: number, most: number): { at: number; words: string }[] {
  const begin = new Date(from);
  const span = (to - from) / DAY / 30.4;
  const every = [1, 2, 3, 6, 12, 24, 60].find((each) => span / each <= most) ?? 120;
  const found: { at: number; words: string }[] = [];
  for (let m = 0; m < 12 * 200; m += 1) {
    const at = Date.UTC(begin.getUTCFullYear(), m);
    if (at > to) break;
    if (at >= from && m % every === 0) found.push({ at, words: day(new Date(at).toISOString().slice(0, 10), true) });
  }
  return found;
}

/** The scatter; a run whose pace or day is not known is left out. */
export function scatter(data: RouteData, chosen: Chosen, unit: Unit, width: number, height: number, lit: string, look: (id: string) => void): TemplateResult {
  const measure = data.trend?.measure ?? 'pace_s_km';
  const per = LENGTH[unit] / 1000;
  const runs = data.runs.map((run) => ({ run, at: Date.parse(run.date), value: run[measure] })).filter((each): each is { run: Run; at: number; value: number } => known(each.value) && Number.isFinite(each.at));
  const band = (data.trend?.band ?? []).map((each) => ({ at: Date.parse(each.date), value: each.value, low: each.low, high: each.high })).filter((each) => Number.isFinite(each.at));
  if (!runs.length) return html``;
  const times = [...runs.map((each) => each.at), ...band.map((each) => each.at)];
  const paces = [...runs.map((each) => each.value), ...band.flatMap((each) => [each.low, each.high])];
  const room = Math.max(3 * DAY, (Math.max(...times) - Math.min(...times)) * 0.03);
  const x = scale(Math.min(...times) - room, Math.max(...times) + room, LEFT, width - RIGHT);
  const by = clockStep((Math.max(...paces) - Math.min(...paces)) * per / 4 || 5) / per;
  const [low, high] = [Math.floor(Math.min(...paces) / by) * by, Math.ceil(Math.max(...paces) / by) * by];
  const y = scale(low, high > low ? high : low + by, TOP + 4, height - FOOT);
  const line = (side: 'low' | 'high' | 'value'): string[] => band.map((each) => `${round(x.at(each.at))},${round(y.at(each[side]))}`);
  const words = [say('scatter.words', { n: runs.length }), data.trend?.words ?? ''].filter(Boolean).join(' ');
  return html`<svg part="scatter" class="scatter" role="img" aria-label=${words} viewBox="0 0 ${width} ${height}" width=${width} height=${height}>
    <text class="chart__title" x="0" y="13">${say(`chart.pace.${unit}`)}<tspan class="chart__how" dx="8">↑ ${say('chart.faster')}</tspan></text>
    <path class="grid" d=${ticks(low, high, by).map((at) => `M${x.from},${round(y.at(at))}H${x.to}`).join('')}/>
    ${ticks(low, high, by).map((at) => svg`<text class="tick" x=${x.from - 7} y=${round(y.at(at) + 3.5)}>${paceNumber(at, unit)}</text>`)}
    ${months(x.low, x.high, Math.floor((x.to - x.from) / 74)).map((month) => svg`<path class="grid" d="M${round(x.at(month.at))},${height - FOOT}v4"/><text class="month" x=${round(x.at(month.at))} y=${height - 6}>${month.words}</text>`)}
    ${band.length > 1 ? svg`<path class="trend__band" d="M${line('low').join('L')}L${line('high').reverse().join('L')}Z"/><path class="trend__line" d="M${line('value').join('L')}"/>` : nothing}
    ${runs.map((each) => dot(each.run, x.at(each.at), y.at(each.value), chosen.indexOf(each.run.id), each.run.id === lit, `${day(each.run.date)}, ${pace(each.value, unit)}`, look))}</svg>`;
}

/** The mark of a run: a disc, empty where it is not verified, a triangle where it was run the other way round. */
export function shape(run: Pick<Run, 'reversed' | 'verified'>): string {
  return `dot ${run.reversed ? 'dot--back' : ''} ${run.verified === false ? 'dot--empty' : ''}`;
}

export function shapePath(reversed: boolean | undefined, r: number): string {
  return reversed ? `M${-r * 1.15},0L${r * 0.85},${-r * 1.1}V${r * 1.1}Z` : `M${-r},0a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0Z`;
}

function dot(run: Run, x: number, y: number, slot: number, lit: boolean, words: string, look: (id: string) => void): SVGTemplateResult {
  const place = `translate(${round(x)},${round(y)})`;
  return svg`<g class="point ${slot < 0 ? '' : `r-${slot}`} ${lit ? 'is-lit' : ''}" transform=${place} @pointerenter=${() => look(run.id)} @pointerleave=${() => look('')}><title>${words}</title><circle class="hit" r="11"/>
    <path class=${shape(run)} d=${shapePath(run.reversed, slot < 0 ? 4 : 5)}/>${slot < 0 ? nothing : svg`<text class="dot__letter" y="-9">${LETTERS[slot]}</text>`}</g>`;
}

/** What the marks mean, as far as they occur. */
export function scatterLegend(data: RouteData): TemplateResult {
  const kinds: [string, Pick<Run, 'reversed' | 'verified'>, boolean][] = [
    ['scatter.verified', { verified: true }, data.runs.some((run) => run.verified !== false && !run.reversed)], ['scatter.unverified', { verified: false }, data.runs.some((run) => run.verified === false)],
    ['scatter.reversed', { reversed: true }, data.runs.some((run) => run.reversed)],
  ];
  return html`<ul class="marks soft">${kinds.filter(([, , there]) => there).map(([key, run]) => html`<li><svg viewBox="-8 -8 16 16" aria-hidden="true"><path class=${shape(run)} d=${shapePath(run.reversed, 5)}/></svg><span>${say(key)}</span></li>`)}</ul>
    ${data.trend?.band?.length ? html`<p class="soft note">${say('scatter.band', { p: `${Math.round(100 * (data.trend.level ?? 0.9))} %` })}${data.trend.method ? ` ${data.trend.method}.` : ''}</p>` : nothing}`;
}
