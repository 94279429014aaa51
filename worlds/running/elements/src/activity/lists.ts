/** What a run says in lists: facts, splits as bars, fastest stretches, zones, trust, and values as a table. All are tables or lists of words first. */
import { html, nothing, type TemplateResult } from 'lit';
import { say } from 'engine/shared/texts';
import type { Effort, Reliability, Split, Totals, Unit } from '../contract';
import { clock, known, LENGTH, length, pace, paceNumber, whole } from '../shared/quantities';
import { nearest, step } from '../shared/scale';
import { valueWords } from './along';
import { type Axis, along, type Ready, type Series, some } from './run';

/** A stretch of the run that is pointed at. */
export interface Stretch { from_m: number; length_m: number }
type Point = (stretch: Stretch | null) => void;

/** The totals as a list of facts; what is unknown is left out. */
export function facts(totals: Totals, unit: Unit): TemplateResult {
  const climb = (metres: number): string => (unit === 'mile' ? `${whole(metres / 0.3048)} ft` : `${whole(metres)} m`);
  const all: [keyof Totals, string, string][] = [
    ['distance_m', length(totals.distance_m, unit), ''],
    ['moving_s', clock(totals.moving_s), known(totals.elapsed_s) && known(totals.moving_s) && totals.elapsed_s - totals.moving_s >= 1 ? say('fact.of', { n: clock(totals.elapsed_s) }) : ''],
    ['pace_s_km', pace(totals.pace_s_km, unit), ''], ['gap_pace_s_km', pace(totals.gap_pace_s_km, unit), totals.gap_by ?? ''],
    ['ascent_m', known(totals.ascent_m) ? climb(totals.ascent_m) : '', known(totals.descent_m) ? `↓ ${climb(totals.descent_m)}` : ''],
    ['heart_rate_mean', valueWords('heart', totals.heart_rate_mean, unit), known(totals.heart_rate_max) ? `max ${whole(totals.heart_rate_max)}` : ''],
    ['cadence_mean', valueWords('cadence', totals.cadence_mean, unit), ''], ['power_mean_w', valueWords('power', totals.power_mean_w, unit), ''],
  ];
  return html`<dl part="facts" class="facts">${all.filter(([key]) => known(totals[key] as number)).map(([key, words, small]) => html`<div><dt>${say(`fact.${key}`)}</dt><dd>${words}${
    small ? html` <small>${small}</small>` : nothing}</dd></div>`)}</dl>`;
}

/** The pace of a split over its moving time, else its time; null unknown. */
export function splitPace(split: Split): number | null {
  const seconds = split.moving_s ?? split.seconds;
  return known(seconds) && split.length_m > 0 ? (seconds / split.length_m) * 1000 : null;
}

/** How long the bars of splits are, 0 to 1: the fastest is full, the slowest a third, all by speed. */
export function barShares(splits: readonly Split[]): (number | null)[] {
  const speeds = splits.map((split) => { const each = splitPace(split); return each ? 1000 / each : null; });
  const [low, high] = [Math.min(...speeds.filter(known)), Math.max(...speeds.filter(known))];
  const floor = Math.min(low * 0.9, high * 0.7);
  return speeds.map((speed) => (speed === null ? null : high > floor ? 0.25 + (0.75 * (speed - floor)) / (high - floor) : 1));
}

/** Splits as a table whose first number is a bar as well. */
export function splitsTable(splits: readonly Split[], unit: Unit, id: string, point: Point): TemplateResult {
  const shares = barShares(splits);
  const has = { heart: splits.some((each) => known(each.heart_rate)), adjusted: splits.some((each) => known(each.gap_pace_s_km)), climb: splits.some((each) => known(each.ascent_m)) };
  const fastest = shares.indexOf(Math.max(...shares.filter(known)));
  const partial = (split: Split): boolean => split.length_m < LENGTH[unit] * 0.995;
  return html`<div part="splits" class="block"><table class="splits"><caption>${say(`splits.caption.${unit}`)}${splits.some(partial) ? ` ${say('splits.partial')}` : ''}</caption>
    <thead><tr><th scope="col" class="num">${say(`splits.number.${unit}`)}</th><th scope="col">${say('splits.pace')}</th>${has.adjusted ? heading('adjusted') : nothing}${
      has.climb ? heading('climb') : nothing}${has.heart ? heading('heart') : nothing}</tr></thead>
    <tbody>${splits.map((split, i) => html`<tr @pointerenter=${() => point(split)} @pointerleave=${() => point(null)}><th scope="row" class="num">${partial(split)
      ? html`<span class="unseen">${say('splits.part', { n: length(split.length_m, unit) })}</span><span aria-hidden="true">${(split.length_m / LENGTH[unit]).toFixed(2)}</span>` : split.number}</th>
      <td class="split__pace"><svg class="split__bar ${partial(split) ? 'split__bar--part' : ''} ${i === fastest ? 'split__bar--best' : ''}" aria-hidden="true" focusable="false"><rect
        width=${`${((shares[i] ?? 0) * 100).toFixed(1)}%`} height="100%" rx="3" fill=${partial(split) ? `url(#${id}-part)` : nothing}/></svg><span>${paceNumber(splitPace(split), unit)}</span></td>
      ${has.adjusted ? html`<td class="num">${paceNumber(split.gap_pace_s_km, unit)}</td>` : nothing}
      ${has.climb ? html`<td class="num climb">${climb(split, unit)}</td>` : nothing}${has.heart ? html`<td class="num">${whole(split.heart_rate)}</td>` : nothing}</tr>`)}</tbody></table>
    <svg class="unseen" aria-hidden="true"><defs><pattern id="${id}-part" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="split__hatch" d="M0,0V5"/></pattern></defs></svg></div>`;
}

function heading(key: string): TemplateResult {
  return html`<th scope="col" class="num"><abbr title=${say(`splits.${key}.words`)}>${say(`splits.${key}`)}</abbr></th>`;
}

function climb(split: Split, unit: Unit): TemplateResult | string {
  if (!known(split.ascent_m)) return '–';
  const per = unit === 'mile' ? 0.3048 : 1;
  return html`<span class="near">+${whole(split.ascent_m / per)}</span>${known(split.descent_m) ? html` <span class="near">−${whole(split.descent_m / per)}</span>` : nothing}`;
}

/** The fastest stretches as buttons: pointing at one shows where it was, pressing one goes there. */
export function effortsList(efforts: readonly Effort[], unit: Unit, point: Point, go: (effort: Effort) => void): TemplateResult {
  return html`<ul part="efforts" class="efforts">${efforts.map((effort) => html`<li><button class="effort" type="button" aria-label=${effortWords(effort, unit)}
    @pointerenter=${() => point(effort)} @pointerleave=${() => point(null)} @focus=${() => point(effort)} @blur=${() => point(null)} @click=${() => go(effort)}>
    <span class="effort__name">${effort.name}</span><b>${clock(effort.seconds)}</b><small>${pace((effort.seconds / effort.length_m) * 1000, unit)}</small>${
      effort.note ? html`<small class="effort__note">${effort.note}</small>` : nothing}</button></li>`)}</ul>`;
}

function effortWords(effort: Effort, unit: Unit): string {
  const words = say('efforts.words', { name: effort.name, time: clock(effort.seconds), pace: pace((effort.seconds / effort.length_m) * 1000, unit), from: length(effort.from_m, unit) });
  return effort.note ? `${words}${say('list.comma')}${effort.note}` : words;
}

/** Time in heart-rate zones as a table with bars. */
export function zonesTable(zones: readonly (readonly [number, number])[]): TemplateResult {
  const total = zones.reduce((sum, [, seconds]) => sum + seconds, 0) || 1;
  const most = Math.max(...zones.map(([, seconds]) => seconds)) || 1;
  return html`<div class="block"><table part="zones" class="zones"><caption class="unseen">${say('zones.caption')}</caption><thead class="unseen"><tr><th scope="col">${say('zones.zone')}</th><th scope="col">${
    say('zones.time')}</th><th scope="col">${say('zones.share')}</th></tr></thead><tbody>${zones.map(([low, seconds], i) => {
    const high = zones[i + 1]?.[0];
    const name = low <= 0 && high !== undefined ? say('zones.below', { n: whole(high) }) : high === undefined ? say('zones.from', { n: whole(low) }) : say('zones.range', { low: whole(low), high: whole(high - 1) });
    return html`<tr><th scope="row">${name}</th><td class="zone__bar"><svg aria-hidden="true" focusable="false"><rect width=${`${((100 * seconds) / most).toFixed(1)}%`} height="100%" rx="3"/></svg><span>${
      clock(seconds)}</span></td><td class="num">${Math.round((100 * seconds) / total)} %</td></tr>`;
  })}</tbody></table></div>`;
}

/** How far the recording can be relied on, in words and a bar. */
export function trust(reliability: Reliability): TemplateResult {
  const { trust: value, why = [], device } = reliability;
  const words = known(value) ? say('trust.words', { n: Math.round(100 * value), state: say(reliability.verified ?? value >= 0.8 ? 'trust.verified' : 'trust.unverified') }) : say('trust.unknown');
  return html`<div part="trust" class="trust"><p>${words}${device ? ` ${say('trust.device', { device })}` : ''}</p>${known(value) ? html`<svg class="trust__bar" aria-hidden="true" focusable="false"><rect
    class="trust__all" width="100%" height="6" rx="3"/><rect class="trust__is" width=${`${(100 * value).toFixed(0)}%`} height="6" rx="3"/></svg>` : nothing}${why.length ? html`<ul>${why.map((each) => html`<li>${each}</li>`)}</ul>` : nothing}</div>`;
}

/** The curves as a table: values at round places, at most about sixty rows, and every missing step. */
export function valuesTable(run: Ready, axis: Axis, unit: Unit): TemplateResult {
  const shown = (Object.keys(run.values) as Series[]).filter((series) => some(run.values[series]));
  const rows = valueRows(run, axis, unit);
  const every = rows.every;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${say('values.title')}><table part="values" class="values"><caption>${say('values.caption', { n: every })}</caption>
    <thead><tr><th scope="col" class="num">${say('values.distance')}</th><th scope="col" class="num">${say('values.time')}</th>${shown.map((series) => html`<th scope="col" class="num">${say(`values.${series}`)}</th>`)}${
      run.missing.length ? html`<th scope="col">${say('values.missing')}</th>` : nothing}</tr></thead>
    <tbody>${rows.at.map(({ i, missing }) => html`<tr><th scope="row" class="num">${length(run.distance[i], unit)}</th><td class="num">${clock(run.time[i])}</td>${
      shown.map((series) => html`<td class="num">${valueWords(series, run.values[series][i], unit)}</td>`)}${run.missing.length ? html`<td>${missing}</td>` : nothing}</tr>`)}</tbody></table></div>`;
}

/** Which points stand in the table, and how far apart in words. */
export function valueRows(run: Ready, axis: Axis, unit: Unit): { every: string; at: { i: number; missing: string }[] } {
  const xs = along(run, axis);
  const span = (xs[run.n - 1] ?? 0) - (xs[0] ?? 0);
  const by = axis === 'time' ? Math.max(60, Math.ceil(span / 60 / 60) * 60) : step(span / LENGTH[unit] / 50) * LENGTH[unit];
  const found = new Map<number, string>();
  for (let x = xs[0] ?? 0; x <= (xs[run.n - 1] ?? -1) + by * 0.001 && by > 0; x += by) found.set(nearest(xs, x), '');
  if (run.n) found.set(run.n - 1, '');
  const longest = [...run.missing].sort((a, b) => run.time[b.to]! - run.time[b.from]! - run.time[a.to]! + run.time[a.from]!).slice(0, 40);
  for (const each of longest) found.set(each.to, `${say(`chart.${each.why}`)} ${clock(run.time[each.to]! - run.time[each.from]!)}`);
  return { every: axis === 'time' ? clock(by) : length(by, unit), at: [...found].sort(([a], [b]) => a - b).map(([i, missing]) => ({ i, missing })) };
}
