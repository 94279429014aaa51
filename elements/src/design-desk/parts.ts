/** Pieces of the desk: tools above the picture, the picture's frame, the design that is looked at. */
import { html, nothing, type TemplateResult } from 'lit';
import { counted, say, told } from '../shared/texts';
import type { Desk } from './desk';
import { valueWords } from './list';
import { HUES, hueOf } from './look';
import { counts, shown } from './numbers';
import { Parallel } from './parallel';
import { anyKnown } from './prepared';

export type View = 'scatter' | 'parallel' | 'compare';
export type Pane = 'needs' | 'chart' | 'narrow' | 'list' | 'compare';

/** A row of buttons of which one is pressed. */
export function choice<T extends string>(label: string, options: readonly (readonly [T, string])[], now: T | '', take: (one: T) => void, css = ''): TemplateResult {
  return html`<div class="choice ${css}" role="group" aria-label=${label}>${options.map(([one, words]) => html`<button type="button" class="choice__one" aria-pressed=${one === now}
    @click=${() => take(one)}>${words}</button>`)}</div>`;
}

/** Presets and weights: what "best" means. */
export function bests(desk: Desk, preset: (name: string) => void, weigh: (key: string, weight: number) => void): TemplateResult | typeof nothing {
  const { ready, weights } = desk;
  const weighed = ready.measures.filter((measure) => measure.better);
  if (!weighed.length) return nothing;
  const most = Math.max(1, ...Object.values(weights));
  return html`<div class="bests"><span class="label" aria-hidden="true">${say('desk.best_for')}</span>${choice(say('desk.best_for'), ready.presets.map((each) => [each.name, each.title] as const), desk.preset, preset)}
    <details class="weights"><summary>${say('desk.weights')}${desk.preset || desk.sort ? nothing : html` <span class="soft">${say('desk.own_weights')}</span>`}</summary>
    <div class="weights__all">${weighed.map((measure) => {
      const weight = weights[measure.key] ?? 0;
      return html`<label class="weight"><span>${measure.title}</span><input type="range" min="0" max="100" step="5" .value=${String(Math.round((100 * weight) / most))}
        aria-label=${say('desk.weight', { title: measure.title })} @input=${(event: Event) => weigh(measure.key, (Number((event.target as HTMLInputElement).value) / 100) * most)}></label>`;
    })}</div></details></div>`;
}

/** Which measures stand across and up, and what the colours say. */
export function axisChoices(desk: Desk, take: (axis: 'x' | 'y' | 'hue', k: number) => void): TemplateResult {
  const { ready } = desk;
  const select = (id: 'x' | 'y', words: string): TemplateResult => html`<label class="axis-pick"><span>${words}</span><select class="input" @change=${(event: Event) => take(id, Number((event.target as HTMLSelectElement).value))}>
    ${ready.measures.map((measure, k) => (anyKnown(ready, k) || desk[id] === k ? html`<option value=${k} .selected=${desk[id] === k}>${measure.title}</option>` : nothing))}</select></label>`;
  return html`${select('x', say('desk.across'))}${select('y', say('desk.up'))}${ready.groups.length ? html`<label class="axis-pick"><span>${say('desk.hue')}</span><select class="input"
    @change=${(event: Event) => take('hue', Number((event.target as HTMLSelectElement).value))}><option value="-1" .selected=${desk.hue < 0}>${say('desk.hue.none')}</option>
    ${ready.groups.map((group, g) => html`<option value=${g} .selected=${desk.hue === g}>${group.title}</option>`)}</select></label>` : nothing}`;
}

/** What the picture shows, for people who do not see it. */
export function pictureWords(desk: Desk, view: View, axes: readonly number[]): string {
  const { ready, filters, look } = desk;
  const n = counts(filters.passing);
  if (view === 'parallel') return say('desk.picture.parallel', { n, axes: told(axes.map((k) => ready.measures[k]!.title)) });
  return say('desk.picture', { n, front: counts(ready.nFront), x: Parallel.ends(look, desk.x), y: Parallel.ends(look, desk.y) });
}

/** How many designs are not drawn, and what is not known of them; the colours' meaning. */
export function belowPicture(desk: Desk, view: View): TemplateResult {
  const { ready, x, y, hue } = desk;
  const [a, b] = [ready.columns[x]!, ready.columns[y]!];
  let missing = 0;
  if (view === 'scatter' && (a.unknown || b.unknown)) for (let i = 0; i < ready.n; i++) if (Number.isNaN(a.at[i]!) || Number.isNaN(b.at[i]!)) missing += 1;
  const what = [...new Set([a.unknown ? ready.measures[x]!.title : '', b.unknown ? ready.measures[y]!.title : ''].filter(Boolean))].join(say('desk.undrawn.or'));
  const group = view === 'scatter' && hue >= 0 ? ready.groups[hue]! : null;
  return html`${group ? html`<ul class="legend">${group.labels.map((label, i) => (group.totals[i] ? html`<li><i class="swatch h-${HUES[hueOf(i)]}" aria-hidden="true"></i>${label}</li>` : nothing))}</ul>` : nothing}
    ${missing ? html`<p class="soft">${counted('desk.undrawn', missing, { n: counts(missing), what: what.toLowerCase() })}</p>` : nothing}`;
}

export interface ReadoutView { desk: Desk; title: (row: number) => string; choose: (row: number) => void; open: (row: number) => void; walk: (row: number) => void; front: number[]; opening: boolean }

/** The design that is looked at, with every measure, and a handle that walks along the front. */
export function readout(view: ReadoutView): TemplateResult | typeof nothing {
  const { desk, front } = view;
  const row = desk.at;
  if (row < 0) return nothing;
  const { ready } = desk;
  const title = view.title(row) || say('desk.number', { n: counts(row + 1) });
  const limit = ready.bindings[ready.binding[row]!];
  const place = front.indexOf(desk.held);
  const words = (at: number): string => `${view.title(front[at]!) || say('desk.number', { n: counts(front[at]! + 1) })}: ${[desk.x, desk.y].map((k) => `${ready.measures[k]!.title} ${
    shown(ready.columns[k]!.sure[front[at]!]!, ready.measures[k]!.unit, ready.measures[k]!.digits)}`).join(', ')}`;
  return html`<div class="readout__head"><h2 class="readout__title">${title}</h2><p class="readout__doing"><button type="button" class="button" aria-pressed=${desk.chosen.includes(row)}
      @click=${() => view.choose(row)}>${say(desk.chosen.includes(row) ? 'desk.added' : 'desk.add')}</button>
    <button type="button" class="button button--strong" ?disabled=${view.opening} @click=${() => view.open(row)}>${say(view.opening ? 'desk.opening' : 'desk.open')}</button></p></div>
    <dl class="readout__all">${ready.measures.map((measure, k) => html`<div><dt>${measure.title}</dt><dd>${valueWords(desk.look, k, row)}</dd></div>`)}</dl>
    <p class="soft readout__limit">${[ready.front[row] ? say('desk.on_front') : say('desk.off_front'), limit ? say('desk.limited', { rule: limit }) : ''].filter(Boolean).join(say('list.stop'))}</p>
    <label class="walk"><span>${say('desk.walk')}</span>${front.length ? html`<input type="range" min="0" max=${front.length - 1} .value=${String(Math.max(place, 0))} aria-valuetext=${words(Math.max(place, 0))}
      @input=${(event: Event) => view.walk(front[Number((event.target as HTMLInputElement).value)]!)}>` : html`<span class="soft">${say('desk.walk.none')}</span>`}</label>`;
}
