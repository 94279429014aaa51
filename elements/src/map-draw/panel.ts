/** The forms beside the board: adding an actor, who is not placed yet, and everything about the selected one. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { CategoryChoice, DrawConfig, DrawnActor, DrawnValence } from '../contract';
import { categoryClass } from '../shared/kinds';
import { icon } from '../shared/marks';
import { counted, say } from '../shared/texts';
import { findName, isLinked, type Sketch, unplaced } from './drawing';

const OTHERS = ['focal_provider', 'other_providers', 'peers', 'family_friends', 'strangers'];

/** The categories to choose from: those of the study, else the five besides the self in plain words. */
export function choices(config: DrawConfig): CategoryChoice[] {
  return config.categories ?? OTHERS.map((code) => ({ code, name: say(`plain.${code}`), hint: say(`plain.${code}.hint`) }));
}

/** The words of a ring. */
export function ringWords(config: DrawConfig, ring: number): string {
  const words = config.rings.words[ring - 1];
  return words ? say('ring.named', { ring, words }) : say('ring.number', { ring });
}

/** The rings in words, from the centre outward. */
export function ringKey(config: DrawConfig): TemplateResult {
  return html`<ol class="ring-key">${Array.from({ length: config.rings.k }, (_, i) => html`<li><b>${i + 1}</b> <bdi>${config.rings.words[i] ?? ''}</bdi></li>`)}</ol>`;
}

/** An actor of the board in words, for those who do not see it. */
export function actorWords(config: DrawConfig, actor: DrawnActor): string {
  const category = choices(config).find((choice) => choice.code === actor.category)?.name ?? actor.category;
  const where = actor.ring === null ? say('draw.nowhere') : ringWords(config, actor.ring);
  const valence = actor.valence === null ? '' : say(actor.valence > 0 ? 'draw.helps' : actor.valence < 0 ? 'draw.hinders' : 'draw.both');
  return [actor.name, category, where, valence, say('draw.size_words', { size: Math.round(100 * actor.size) })].filter(Boolean).join(say('list.comma'));
}

/** Where an actor went, in words. */
export function whereWords(config: DrawConfig, ring: number | null): string {
  return ring === null ? say('draw.taken_back') : ringWords(config, ring);
}

/** What the form for a new actor asks of the element. */
export interface Adding {
  config: DrawConfig;
  sketch: Sketch;
  name: string;
  category: string;
  trouble: string;
  setName: (name: string) => void;
  setCategory: (category: string) => void;
  add: (name: string, category: string) => void;
}

/** A name, a category and those that the study suggests. */
export function addForm(a: Adding): TemplateResult {
  const suggestions = (a.config.suggestions ?? []).filter((each) => !findName(a.sketch, each.name));
  const submit = (event: Event): void => {
    event.preventDefault();
    a.add(a.name, a.category);
  };
  return html`<form class="add" novalidate @submit=${submit}>
    <label class="field"><span>${say('draw.who')}</span><input id="name" class="input" type="text" autocomplete="off" .value=${a.name} aria-describedby="trouble"
      aria-invalid=${a.trouble ? 'true' : 'false'} @input=${(event: InputEvent) => a.setName((event.target as HTMLInputElement).value)}></label>
    ${suggestions.length ? html`<div class="suggestions" role="group" aria-label=${say('draw.suggestions')}>${suggestions.map((each) => html`<button class="chip chip--button ${categoryClass(each.category)}"
      type="button" @click=${() => a.add(each.name, each.category)}>${icon(each.category)}<span>${each.name}</span></button>`)}</div>` : nothing}
    <fieldset><legend>${say('draw.category')}</legend><div class="chips">${choices(a.config).map((choice) => html`<label class="chip ${categoryClass(choice.code)}"><input type="radio"
      name="category" value=${choice.code} .checked=${live(a.category === choice.code)} @change=${() => a.setCategory(choice.code)}><span>${icon(choice.code)}<span>${choice.name}${
      choice.hint ? html`<small>${choice.hint}</small>` : nothing}</span></span></label>`)}</div></fieldset>
    <p id="trouble" class="trouble" role="alert">${a.trouble}</p>
    <button class="button button--strong" type="submit">${say('draw.add')}</button></form>`;
}

/** Those who stand nowhere yet, as buttons to drag or to press. */
export function tray(sketch: Sketch, selected: string, press: (event: PointerEvent, actor: DrawnActor) => void, choose: (actor: DrawnActor) => void): TemplateResult {
  const waiting = unplaced(sketch);
  if (!waiting.length) return html``;
  return html`<div class="tray" role="group" aria-labelledby="tray"><p id="tray">${counted('draw.tray', waiting.length)}</p><div class="chips">${waiting.map((actor) => html`<button class="chip chip--button chip--tray ${
    categoryClass(actor.category)}" type="button" data-tray=${actor.id} aria-pressed=${actor.id === selected} @pointerdown=${(event: PointerEvent) => press(event, actor)}
    @click=${() => choose(actor)}>${icon(actor.category)}<bdi>${actor.name}</bdi></button>`)}</div></div>`;
}

/** What the panel of the selected actor asks of the element. */
export interface Selected {
  config: DrawConfig;
  sketch: Sketch;
  actor: DrawnActor;
  linking: boolean;
  rename: (name: string) => void;
  recategorise: (category: string) => void;
  toRing: (ring: number | null) => void;
  /** While the slider moves (final false) and when it is let go. */
  resize: (size: number, final: boolean) => void;
  value: (valence: DrawnValence) => void;
  startLink: () => void;
  unlink: (other: string) => void;
  remove: () => void;
  done: () => void;
}

/** Everything about one actor; each question can be answered without the board. */
export function selectedPanel(s: Selected): TemplateResult {
  const { actor, config } = s;
  const ask = { size: true, valence: true, ties: true, ...config.ask };
  const rings = Array.from({ length: config.rings.k }, (_, i) => i + 1);
  const valences: [DrawnValence, string][] = [[1, 'helps'], [-1, 'hinders'], [0, 'both'], [null, 'unsaid']];
  const size = (event: Event): number => Number((event.target as HTMLInputElement).value) / 100;
  return html`<section class="selected ${categoryClass(actor.category)}" aria-label=${say('draw.about', { name: actor.name })}>
    <div class="selected__head">${icon(actor.category)}<input class="input input--name" type="text" aria-label=${say('draw.name')} .value=${live(actor.name)}
      @change=${(event: Event) => s.rename((event.target as HTMLInputElement).value)}><button class="button" type="button" @click=${s.done}>${say('draw.done')}</button></div>
    <fieldset><legend>${say('draw.where')}</legend><div class="chips">${[...rings, null].map((ring) => radio('ring', String(ring), actor.ring === ring,
      ring === null ? say('draw.nowhere') : ringWords(config, ring), () => s.toRing(ring)))}</div></fieldset>
    ${ask.size ? html`<label class="field"><span>${say('draw.size')}</span><span class="size"><span aria-hidden="true">${say('draw.little')}</span><input type="range" min="0" max="100" step="5"
      .value=${String(Math.round(100 * actor.size))} @input=${(event: Event) => s.resize(size(event), false)} @change=${(event: Event) => s.resize(size(event), true)}><span
      aria-hidden="true">${say('draw.much')}</span></span></label>` : nothing}
    ${ask.valence ? html`<fieldset><legend>${say('draw.valence')}</legend><div class="chips">${valences.map(([valence, key]) => radio('valence', key, actor.valence === valence,
      say(`draw.${key}`), () => s.value(valence)))}</div></fieldset>` : nothing}
    ${ask.ties ? links(s) : nothing}
    <div class="row"><label class="field field--inline"><span>${say('draw.kind')}</span><select class="input" @change=${(event: Event) => s.recategorise((event.target as HTMLSelectElement).value)}>${
      choices(config).map((choice) => html`<option value=${choice.code} .selected=${live(choice.code === actor.category)}>${choice.name}</option>`)}</select></label>
    <button class="button button--remove" type="button" @click=${s.remove}>${say('draw.remove')}</button></div></section>`;
}

function radio(name: string, value: string, checked: boolean, words: string, choose: () => void): TemplateResult {
  return html`<label class="chip"><input type="radio" name=${name} value=${value} .checked=${live(checked)} @change=${choose}><span>${words}</span></label>`;
}

function links(s: Selected): TemplateResult | typeof nothing {
  const linked = s.sketch.actors.filter((other) => isLinked(s.sketch, s.actor.id, other.id));
  if (s.sketch.actors.length < 2) return nothing;
  return html`<div class="links"><div class="chips"><button class="button" type="button" aria-pressed=${s.linking} @click=${s.startLink}>${say(s.linking ? 'draw.linking' : 'draw.link')}</button>${
    linked.map((other) => html`<button class="chip chip--button" type="button" aria-label=${say('draw.unlink', { name: other.name })} @click=${() => s.unlink(other.id)}><bdi>${
      other.name}</bdi><span aria-hidden="true">\u00d7</span></button>`)}</div></div>`;
}
