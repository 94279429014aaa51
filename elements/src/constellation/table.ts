/** The same as a table: every actor with its numbers and their intervals. It is always read out; `open` makes it seen as well. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Actor, Constellation } from '../contract';
import { categoryClass, categoryName, shareWords, valenceSide, valenceWords } from '../shared/kinds';
import { bar, icon } from '../shared/marks';
import { counted, say, told } from '../shared/texts';

/** The proximity of an actor in words: "near (.50 to .75)" is said by number, the ring by its own words where it was drawn. */
export function proximityWords(actor: Actor): string {
  if (actor.category === 'self') return say('proximity.centre');
  if (actor.proximity === null) return say('proximity.unknown');
  const { proximity_low: low, proximity_high: high } = actor;
  if (low === null || high === null) return say('proximity.no_interval');
  return say('interval.number', { value: actor.proximity.toFixed(2), low: low.toFixed(2), high: high.toFixed(2) });
}

/** The relevance of an actor with its interval. */
export function relevanceWords(actor: Actor): string {
  return shareWords(actor.relevance, actor.relevance_low, actor.relevance_high);
}

/** That an actor is the focal provider, where its category does not say so. */
export function alsoFocal(actor: Actor): string {
  return actor.focal && actor.category !== 'focal_provider' ? say('actor.focal') : '';
}

/** What an actor rests on: "said and done, 4 statements, 12 events". */
export function restsOn(actor: Actor): string {
  const sources = told(actor.sources.map((source) => say(`source.${source}`)));
  const numbers = [actor.n_statements ? counted('statements', actor.n_statements) : '', actor.n_deeds ? counted('events', actor.n_deeds) : ''];
  return [sources, ...numbers].filter(Boolean).join(say('list.comma'));
}

/** The table; open shows it and gives every row a button. */
export function table(picture: Constellation, rows: readonly Actor[], open: boolean, evidence: (actor: Actor) => void): TemplateResult {
  return html`<div class=${open ? 'table' : 'unseen'}><table part="table" role="table">
    <caption>${say('table.caption', { name: picture.customer.label })}</caption>
    <thead role="rowgroup"><tr role="row">${['actor', 'relevance', 'proximity', 'valence', 'rests_on'].map((key) => html`<th role="columnheader" scope="col">${say(`table.${key}`)}</th>`)}</tr></thead>
    <tbody role="rowgroup">${rows.map((actor, i) => row(actor, i + 1, open, evidence))}</tbody></table></div>`;
}

function row(actor: Actor, number: number, open: boolean, evidence: (actor: Actor) => void): TemplateResult {
  const name = html`<bdi>${actor.name}</bdi>`;
  return html`<tr role="row"><th role="rowheader" scope="row"><span class="who ${categoryClass(actor.category)}">${icon(actor.category)}<span>
    <span class="row-number">${number} </span>${open
      ? html`<button class="link" type="button" aria-label=${say('evidence.open', { name: actor.name })} @click=${() => evidence(actor)}>${name}</button>` : name}
    <small>${[categoryName(actor.category), alsoFocal(actor)].filter(Boolean).join(say('list.comma'))}</small></span></span></th>
    <td role="cell" class=${categoryClass(actor.category)}><span class="cell-name">${say('table.relevance')} </span>${open
      ? bar(actor.relevance, actor.relevance_low, actor.relevance_high) : nothing}<span>${relevanceWords(actor)}</span></td>
    <td role="cell" class="near"><span class="cell-name">${say('table.proximity')} </span>${proximityWords(actor)}</td>
    <td role="cell"><span class="cell-name">${say('table.valence')} </span>${valence(actor)}</td>
    <td role="cell" class="soft">${restsOn(actor)}</td></tr>`;
}

function valence(actor: Actor): TemplateResult {
  const side = actor.category === 'self' ? null : valenceSide(actor.valence);
  const path = side === 1 ? 'M1.5,6h9M6,1.5v9' : 'M1.5,6h9';
  return html`<span class="valence">${side === null ? nothing : html`<svg class="valence__sign" viewBox="0 0 12 12" aria-hidden="true">${
    side === 0 ? svg`<circle cx="6" cy="6" r="2.3"/>` : svg`<path d=${path}/>`}</svg>`}<span>${
    actor.category === 'self' ? say('valence.self') : valenceWords(actor.valence)}</span></span>`;
}
