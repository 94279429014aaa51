/** All runs as a table: chosen by a checkbox, the reference by a button, each with its own small picture of the gaps. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { say } from 'engine/shared/texts';
import type { Column, RouteData, Run, Unit } from '../contract';
import { area, path, round, stretches } from '../shared/line';
import { clock, day, gap, gapWords, known, length, paceNumber, whole } from '../shared/quantities';
import { quantile, scale } from '../shared/scale';
import { type Chosen, complete, endGap, gaps, LETTERS, lined, seconds } from './compare';

const [WIDE, TALL] = [150, 26];

export interface RowsParts {
  data: RouteData;
  chosen: Chosen;
  reference: Run | null;
  unit: Unit;
  order: 'date' | 'time';
  lit: string;
  id: string;
  choose: (id: string) => void;
  refer: (id: string) => void;
  look: (id: string) => void;
}

/** The runs in order: the newest or the fastest first. */
export function ordered(runs: readonly Run[], order: 'date' | 'time'): Run[] {
  return [...runs].sort((a, b) => (order === 'time' ? seconds(a) - seconds(b) : 0) || b.date.localeCompare(a.date) || a.id.localeCompare(b.id));
}

/** The table. */
export function rows(parts: RowsParts): TemplateResult {
  const { data, reference } = parts;
  const all = ordered(data.runs, parts.order).map((run) => ({ run, gaps: reference && lined(run) ? gaps(run, reference) : null }));
  const known_ = all.flatMap((each) => (each.gaps ?? []).filter(known));
  const range: [number, number] = [Math.min(-10, quantile(known_, 0.02) ?? 0), Math.max(10, quantile(known_, 0.98) ?? 0)];
  const has = { heart: data.runs.some((run) => known(run.heart_rate)), adjusted: data.runs.some((run) => known(run.gap_pace_s_km)), gaps: all.some((each) => each.gaps) };
  const head = (key: string, words = ''): TemplateResult => html`<th scope="col" role="columnheader" class="num">${words ? html`<abbr title=${words}>${say(key)}</abbr>` : say(key)}</th>`;
  return html`<table part="runs" class="runs" role="table"><caption>${say('runs.caption', { name: data.route.name })}${parts.chosen.includes(null) ? '' : ` ${say('runs.most')}`}</caption>
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${say('runs.date')}</th>${head('runs.time')}${head('runs.pace')}${has.adjusted ? head('runs.adjusted', say('runs.adjusted.words')) : nothing}${
      has.heart ? head('runs.heart', say('runs.heart.words')) : nothing}${has.gaps ? html`${head('runs.gap', say('runs.gap.words'))}<th scope="col" role="columnheader" class="ribbon-cell">${say('runs.along')}</th>${head('runs.ref', say('route.reference'))}` : nothing}</tr></thead>
    <tbody role="rowgroup">${all.map((each) => row(parts, each.run, each.gaps, range, has))}</tbody></table>`;
}

function row(parts: RowsParts, run: Run, column: Column | null, range: [number, number], has: { heart: boolean; adjusted: boolean; gaps: boolean }): TemplateResult {
  const { chosen, unit, reference } = parts;
  const slot = chosen.indexOf(run.id);
  const is = run.id === reference?.id;
  const end = column ? endGap(column) : null;
  const tags = [run.reversed ? 'runs.reversed' : '', run.partial ? 'runs.partial' : '', run.verified === false ? 'runs.unverified' : ''].filter(Boolean);
  const when = day(run.date) || (run.name ?? run.id);
  return html`<tr role="row" class="${slot < 0 ? '' : `r-${slot} is-chosen`} ${run.id === parts.lit ? 'is-lit' : ''}" @pointerenter=${() => parts.look(run.id)} @pointerleave=${() => parts.look('')}>
    <th scope="row" role="rowheader"><span class="who"><input type="checkbox" aria-label=${say('runs.choose', { date: when })} .checked=${slot >= 0} ?disabled=${slot < 0 && !chosen.includes(null)} @change=${() => parts.choose(run.id)}>
      <span class="badge" aria-hidden="true">${slot < 0 ? '' : LETTERS[slot]}</span><span class="when">${run.url ? html`<a href=${run.url}>${when}</a>` : when}${slot < 0 ? nothing : html`<span class="unseen"> ${LETTERS[slot]}</span>`}${
        tags.map((key) => html` <small class="tag">${say(key)}</small>`)}</span></span></th>
    <td role="cell" class="num">${clock(run.moving_s ?? run.elapsed_s)}</td><td role="cell" class="num"><span class="cell-name">${say('runs.pace')} </span>${paceNumber(run.pace_s_km, unit)}</td>
    ${has.adjusted ? html`<td role="cell" class="num"><span class="cell-name">${say('runs.adjusted')} </span>${paceNumber(run.gap_pace_s_km, unit)}</td>` : nothing}
    ${has.heart ? html`<td role="cell" class="num"><span class="cell-name">${say('runs.heart')} </span>${whole(run.heart_rate)}</td>` : nothing}
    ${has.gaps ? html`<td role="cell" class="num gap-cell"><span class="cell-name">${say('runs.gap')} </span>${is ? say('gap.none') : gap(end)}<span class="unseen"> ${is ? say('runs.reference') : gapWords(end)}</span></td>
      <td role="cell" class="ribbon-cell">${column && !is ? ribbon(column, parts.data.grid_m, range) : nothing}</td>
      <td role="cell" class="ref-cell"><span class="cell-name" aria-hidden="true">${say('runs.ref')} </span><input type="radio" name="${parts.id}-reference" aria-label=${say('runs.make', { date: when })} .checked=${is} ?disabled=${!complete(run)} @change=${() => parts.refer(run.id)}></td>` : nothing}</tr>`;
}

/** The gaps of one run in small: above the line it is ahead. */
export function ribbon(column: Column, grid: readonly number[], [low, high]: readonly [number, number]): TemplateResult {
  const x = scale(grid[0] ?? 0, grid[grid.length - 1] ?? 1, 0, WIDE);
  const y = scale(low, high, 1, TALL - 1);
  const px = grid.map(x.at);
  const part = (ahead: boolean): string => area(stretches(px, column.map((value) => (known(value) ? y.at(ahead ? Math.min(value, 0) : Math.max(value, 0)) : null)), new Set()), y.at(0));
  const line = path(stretches(px, column.map((value) => (known(value) ? y.at(value) : null)), new Set()));
  return html`<svg class="ribbon" viewBox="0 0 ${WIDE} ${TALL}" aria-hidden="true" focusable="false" preserveAspectRatio="none"><path class="ribbon__ahead" d=${part(true)}/><path class="ribbon__behind" d=${part(false)}/>${
    svg`<path class="ribbon__zero" d="M0,${round(y.at(0))}H${WIDE}"/><path class="ribbon__line" d=${line}/>`}</svg>`;
}

/** The gaps of the chosen runs at places along the route, as a table. */
export function gapsTable(data: RouteData, reference: Run, chosen: Chosen, unit: Unit): TemplateResult {
  const runs = chosen.map((id, slot) => ({ slot, run: data.runs.find((each) => each.id === id) })).filter((each): each is { slot: number; run: Run } => !!each.run && lined(each.run));
  const every = Math.max(1, Math.round(data.grid_m.length / 16));
  const places = data.grid_m.map((_, i) => i).filter((i) => i % every === 0 || i === data.grid_m.length - 1);
  const columns = runs.map((each) => ({ ...each, gaps: gaps(each.run, reference) }));
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${say('gaps.table')}><table part="values" class="values"><caption>${say('gaps.table.caption')}</caption><thead><tr><th scope="col" class="num">${say('gaps.table.place')}</th>${
    columns.map(({ run, slot }) => html`<th scope="col" class="num">${LETTERS[slot]}, ${day(run.date)}</th>`)}</tr></thead><tbody>${places.map((i) => html`<tr><th scope="row" class="num">${length(data.grid_m[i], unit)}</th>${
    columns.map((each) => html`<td class="num">${gap(each.gaps[i])}</td>`)}</tr>`)}</tbody></table></div>`;
}
