/** Designs side by side; the best of each measure is marked only where better is declared and every number is known well enough. */
import { html, nothing, type TemplateResult } from 'lit';
import { say } from '../shared/texts';
import { valueWords } from './list';
import { letter, type Look } from './look';
import { counts } from './numbers';

/** Numbers of the designs that are best in a measure: none where better is not declared, where all are equal, or where what is open might change it. */
export function bestOf(look: Look, k: number): Set<number> {
  const { better } = look.ready.measures[k]!;
  const { sure, low, high } = look.ready.columns[k]!;
  if (!better || look.chosen.length < 2) return new Set();
  const worst = look.chosen.map((row) => sure[row]!);
  if (worst.some((value) => Number.isNaN(value))) return new Set();
  const sign = better === 'less' ? 1 : -1;
  const hoped = look.chosen.map((row, i) => {
    const end = (better === 'less' ? low : high)?.[row] ?? NaN;
    return Number.isFinite(end) ? end : worst[i]!;
  });
  const best = Math.min(...worst.map((value) => sign * value));
  const found = new Set(worst.flatMap((value, i) => (sign * value === best ? [i] : [])));
  const doubt = hoped.some((value, i) => !found.has(i) && sign * value < best);
  return doubt || found.size === worst.length ? new Set() : found;
}

export interface CompareView {
  look: Look;
  title: (row: number) => string;
  drop: (row: number) => void;
  open: (row: number) => void;
  all: () => void;
  clear: () => void;
  busy: boolean;
}

/** The table of the chosen designs. */
export function comparing(view: CompareView): TemplateResult {
  const { look } = view;
  const { ready, chosen } = look;
  if (!chosen.length) return html`<p class="empty">${say('desk.compare.none')}</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${say('desk.compare.label')}><table class="beside"><thead><tr><td></td>${chosen.map((row, i) => html`<th scope="col"><span class="letter">${letter(i)}</span>
      <span class="beside__title">${view.title(row) || say('desk.number', { n: counts(row + 1) })}</span>
      <span class="beside__doing"><button type="button" class="button" @click=${() => view.open(row)}>${say('desk.open')}<span class="unseen"> ${letter(i)}</span></button>
      <button type="button" class="link" @click=${() => view.drop(row)}>${say('desk.drop')}<span class="unseen"> ${letter(i)}</span></button></span></th>`)}</tr></thead>
    <tbody>${ready.measures.map((measure, k) => {
      const best = bestOf(look, k);
      return html`<tr><th scope="row">${measure.title}${measure.better ? html` <span class="soft">${say(`desk.better.${measure.better}`)}</span>` : nothing}</th>${chosen.map((row, i) => html`<td class="num ${best.has(i) ? 'best' : ''}">${
        valueWords(look, k, row)}${best.has(i) ? html`<span class="best__mark">${say('desk.best')}</span>` : nothing}</td>`)}</tr>`;
    })}
    ${ready.groups.map((group) => html`<tr><th scope="row">${group.title}</th>${chosen.map((row) => html`<td class="num">${group.labels[group.codes[row]!] ?? '–'}</td>`)}</tr>`)}
    ${ready.bindings.length ? html`<tr><th scope="row">${say('desk.binding')}</th>${chosen.map((row) => html`<td class="num">${ready.bindings[ready.binding[row]!] ?? '–'}</td>`)}</tr>` : nothing}
    <tr><th scope="row">${say('desk.front.word')}</th>${chosen.map((row) => html`<td class="num">${ready.front[row] ? say('desk.on_front') : say('desk.off_front')}</td>`)}</tr></tbody></table></div>
    <p class="row"><button type="button" class="button button--strong" ?disabled=${view.busy || chosen.length < 2} @click=${view.all}>${say('desk.compare.full')}</button>
    <button type="button" class="link" @click=${view.clear}>${say('desk.compare.clear')}</button></p>`;
}
