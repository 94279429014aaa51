/** Filters as people see them: a histogram with two handles for every measure, labels with counts for every group. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { counted, say, told } from '../shared/texts';
import { valueAt } from './axes';
import { HUES, hueOf, type Look } from './look';
import { between, counts, shown } from './numbers';
import { anyKnown, BARS } from './prepared';

const [WIDE, HIGH] = [128, 30];
/** Steps of a handle. */
export const STEPS = 1000;

export interface NarrowView {
  look: Look;
  bars: Uint32Array[];
  labels: Uint32Array[];
  range: (k: number, range: [number, number] | null) => void;
  group: (g: number, label: number, on: boolean) => void;
  front: (only: boolean) => void;
  clear: () => void;
}

/** The bars of a histogram as one path. */
export function barPath(bars: Uint32Array, most: number): string {
  let path = '';
  const wide = WIDE / BARS;
  bars.forEach((count, i) => {
    if (!count) return;
    const high = Math.max(1, (HIGH * Math.sqrt(count)) / Math.sqrt(Math.max(most, 1)));
    path += `M${(i * wide + 0.4).toFixed(1)},${HIGH}v${(-high).toFixed(1)}h${(wide - 0.8).toFixed(1)}V${HIGH}z`;
  });
  return path;
}

/** All filters of an answer. */
export function narrowing(view: NarrowView): TemplateResult {
  const { ready, filters } = view.look;
  const unknown = ready.measures.filter((_, k) => !anyKnown(ready, k)).map((each) => each.title);
  return html`<div class="narrow__head"><h2 class="title">${say('desk.filters')}</h2>
    <button class="link" type="button" ?disabled=${!filters.any} @click=${view.clear}>${say('desk.filters.clear')}</button></div>
    <label class="tick-box"><input type="checkbox" .checked=${filters.frontOnly} @change=${(event: Event) => view.front((event.target as HTMLInputElement).checked)}>
      <span>${counted('desk.front.only', ready.nFront, { n: counts(ready.nFront) })}</span></label>
    ${ready.measures.map((_, k) => (anyKnown(ready, k) ? measure(view, k) : nothing))}
    ${unknown.length ? html`<p class="hist__note">${counted('desk.none_known', unknown.length, { titles: told(unknown) })}</p>` : nothing}
    ${ready.groups.map((group, g) => (group.totals.filter(Boolean).length > 1 ? labels(view, g) : nothing))}`;
}

function measure(view: NarrowView, k: number): TemplateResult {
  const { ready, filters } = view.look;
  const [{ title, unit, digits, better }, column] = [ready.measures[k]!, ready.columns[k]!];
  const range = filters.ranges[k] ?? null;
  const [from, to] = range ?? [0, 1];
  const most = Math.max(...column.bars);
  const at = (share: number): string => shown(valueAt(column.scale, share), unit, digits);
  const move = (event: Event, end: 0 | 1): void => {
    const input = event.target as HTMLInputElement;
    const value = Number(input.value) / STEPS;
    const next: [number, number] = end ? [Math.min(from, value), value] : [value, Math.max(to, value)];
    view.range(k, next);
  };
  const missing = column.unknown ? counted('desk.unknown', column.unknown, { n: counts(column.unknown) }) : '';
  const worse = column.open ? counted(better ? 'desk.bounds' : 'desk.bounds.middle', column.open, { n: counts(column.open) }) : '';
  return html`<fieldset class="hist ${range ? 'hist--narrow' : ''}"><legend><span>${title}</span> <span class="hist__range">${range ? between(valueAt(column.scale, from), valueAt(column.scale, to), unit, digits) : better ? say(`desk.better.${better}`) : nothing}</span></legend>
    <div class="hist__box"><svg class="hist__bars" viewBox="0 0 ${WIDE} ${HIGH}" preserveAspectRatio="none" aria-hidden="true"><path class="hist__all" d=${barPath(column.bars, most)}/>
      <path class="hist__pass" d=${barPath(view.bars[k]!, most)}/>${range ? svg`<path class="hist__out" d=${`M0,0H${from * WIDE}V${HIGH}H0zM${to * WIDE},0H${WIDE}V${HIGH}H${to * WIDE}z`}/>` : nothing}</svg>
      <input type="range" class="hist__low" min="0" max=${STEPS} .value=${String(Math.round(from * STEPS))} aria-label=${say('desk.least', { title })} aria-valuetext=${at(from)} @input=${(event: Event) => move(event, 0)}>
      <input type="range" class="hist__high" min="0" max=${STEPS} .value=${String(Math.round(to * STEPS))} aria-label=${say('desk.most', { title })} aria-valuetext=${at(to)} @input=${(event: Event) => move(event, 1)}></div>
    <p class="hist__ends"><span>${at(0)}</span><span>${at(1)}</span></p>${missing || worse ? html`<p class="hist__note">${[missing, worse].filter(Boolean).join(' ')}</p>` : nothing}</fieldset>`;
}

function labels(view: NarrowView, g: number): TemplateResult {
  const { ready, filters, hue } = view.look;
  const group = ready.groups[g]!;
  const allowed = filters.groups[g]!;
  const rows = group.labels.map((label, i) => ({ label, i, n: view.labels[g]![i]! })).filter(({ i }) => group.totals[i]);
  const shownRows = rows.length > 8 ? [...rows].sort((a, b) => b.n - a.n || a.i - b.i) : rows;
  const list = (all: typeof rows): TemplateResult => html`<div class="ticks">${all.map(({ label, i, n }) => html`<label class="tick-box tick-box--count"><input type="checkbox" .checked=${allowed[i] === 1}
    @change=${(event: Event) => view.group(g, i, (event.target as HTMLInputElement).checked)}>${hue === g ? html`<i class="swatch h-${HUES[hueOf(i)]}" aria-hidden="true"></i>` : nothing}<span>${label}</span> <span class="soft">${counts(n)}</span></label>`)}</div>`;
  return html`<fieldset class="group"><legend>${group.title}</legend>${list(shownRows.slice(0, 8))}
    ${shownRows.length > 8 ? html`<details class="more"><summary>${say('desk.others', { n: shownRows.length - 8 })}</summary>${list(shownRows.slice(8))}</details>` : nothing}</fieldset>`;
}
