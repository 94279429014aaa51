/** The form of a new goal: three questions on one screen, each answered by a press or a few words. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { GoalConfig, GoalKind, GoalLevel, GoalMeasure } from '../contract';
import { say } from '../shared/texts';
import { answered, type Chosen, DUES, type Form, levels, measures, offered, toggled, typedNumber, WEIGHTS, withJob } from './form';
import { LEVELS } from './picture';

/** What the form asks of the element. */
export interface Declaring {
  config: GoalConfig;
  form: Form;
  /** Where an answer is missing, and why. */
  trouble: { at: string; words: string } | null;
  change: (form: Form) => void;
  send: () => void;
  /** Leave the form; null where there is nowhere to go. */
  leave: (() => void) | null;
}

/** The form. */
export function declareForm(d: Declaring): TemplateResult {
  const submit = (event: Event): void => {
    event.preventDefault();
    d.send();
  };
  return html`<form part="form" class="declare" novalidate @submit=${submit}>${what(d)}${when(d)}${how(d)}
    <p id="trouble" class="trouble" role="alert">${d.trouble?.words ?? ''}</p>
    <div class="checks">${checkbox(d.form.seen_by === 'team', say('goal.share'), (on) => d.change({ ...d.form, seen_by: on ? 'team' : 'me' }))}${(d.config.asks ?? []).map((ask) => checkbox(
      d.form.agreed.includes(ask.purpose), ask.words, (on) => d.change({ ...d.form, agreed: [...d.form.agreed.filter((each) => each !== ask.purpose), ...(on ? [ask.purpose] : [])] })))}</div>
    <div class="row row--end">
      ${d.leave ? html`<button class="button" type="button" @click=${d.leave}>${say('goal.leave')}</button>` : nothing}
      <button class="button button--strong" type="submit">${say('goal.declare')}</button></div></form>`;
}

function what(d: Declaring): TemplateResult {
  const { config, form } = d;
  return html`<fieldset class="step"><legend><span class="step__n" aria-hidden="true">1</span>${say('goal.what')}</legend>
    ${config.jobs.length ? html`<div class="jobs" role="group" aria-label=${say('goal.jobs')}>${config.jobs.map((job) => html`<button class="job" type="button"
      aria-pressed=${form.job === job.slug} @click=${() => d.change(withJob(form, job, config))}><b>${job.title}</b>${job.outcome ? html`<small>${job.outcome}</small>` : nothing}</button>`)}</div>` : nothing}
    ${input(d, 'title', say(config.jobs.length ? 'goal.own_words_too' : 'goal.own_words'), form.title, (title) => d.change({ ...form, title }))}</fieldset>`;
}

function when(d: Declaring): TemplateResult {
  const { form } = d;
  const kinds: GoalKind[] = ['accomplish', 'manage'];
  return html`<fieldset class="step"><legend><span class="step__n" aria-hidden="true">2</span>${say('goal.kind')}</legend>
    <div class="chips chips--two">${kinds.map((kind) => radio('kind', kind, form.kind === kind, say(`goal.${kind}`), () => d.change({ ...form, kind }), say(`goal.${kind}.hint`)))}</div>
    ${form.kind === 'accomplish' ? html`<div class="chips" role="radiogroup" aria-label=${say('goal.by_when')}>${DUES.map((due) => radio('due', due, form.due === due,
      say(`due.${due}`), () => d.change({ ...form, due })))}</div>${form.due === 'day' ? input(d, 'day', say('due.which'), form.day, (day) => d.change({ ...form, day }), 'date') : nothing}` : nothing}</fieldset>`;
}

function how(d: Declaring): TemplateResult {
  const { config, form } = d;
  return html`<fieldset class="step"><legend><span class="step__n" aria-hidden="true">3</span>${say('goal.how')}</legend>
    <div class="chips">${offered(config, form.job).map((measure) => html`<label class="chip"><input type="checkbox" id=${`m-${measure.key}`}
      .checked=${live(form.chosen.some((each) => each.key === measure.key))} @change=${() => d.change(toggled(form, measure))}><span><span>${measure.title}${
      measure.unit ? html`<small>${measure.unit}</small>` : nothing}</span></span></label>`)}</div>
    ${measures(form, config).map(({ measure, each }) => chosenPart(d, measure, each))}</fieldset>`;
}

function chosenPart(d: Declaring, measure: GoalMeasure, each: Chosen): TemplateResult {
  const { form } = d;
  const name = measure.title;
  const set = (more: Partial<Chosen>): void => d.change(answered(form, each.key, more));
  return html`<div class="chosen" role="group" aria-label=${name}><p class="chosen__name">${name}</p>${measure.indicator ? numbers(d, measure, each, set) : judged(each, set)}
    ${form.chosen.length > 1 ? html`<div class="chips chips--small" role="radiogroup" aria-label=${say('goal.weight_of', { name })}>${WEIGHTS.map((weight) => radio(`weight-${each.key}`,
      String(weight), each.weight === weight, say(`weight.${weight}`), () => set({ weight })))}</div>` : nothing}</div>`;
}

function judged(each: Chosen, set: (more: Partial<Chosen>) => void): TemplateResult {
  const offeredLevels: GoalLevel[] = [-2, -1, 0];
  return html`<p class="soft">${say('goal.own_hint')}</p><div class="chips chips--small" role="radiogroup" aria-label=${say('goal.today_is')}><span class="soft" aria-hidden="true">${say('goal.today_is')}</span>
    ${offeredLevels.map((level) => radio(`start-${each.key}`, String(level), each.start === level, say(`level.${level}`), () => set({ start: level })))}</div>`;
}

function numbers(d: Declaring, measure: GoalMeasure, each: Chosen, set: (more: Partial<Chosen>) => void): TemplateResult {
  const slug = measure.key;
  const unit = measure.unit ? ` (${measure.unit})` : '';
  if (d.form.kind === 'manage') {
    return html`<div class="pair">${input(d, `low-${slug}`, say('goal.low') + unit, each.low, (low) => set({ low }), 'number')}${
      input(d, `high-${slug}`, say('goal.high') + unit, each.high, (high) => set({ high }), 'number')}</div>`;
  }
  const [now, hoped] = [typedNumber(each.now), typedNumber(each.hoped)];
  const five = now !== null && hoped !== null && now !== hoped ? levels(now, hoped) : null;
  return html`<div class="pair">${input(d, `now-${slug}`, say('goal.today') + unit, each.now, (value) => set({ now: value }), 'number')}${
    input(d, `hoped-${slug}`, say('goal.hoped') + unit, each.hoped, (value) => set({ hoped: value }), 'number')}</div>
    ${five ? html`<ol class="five">${LEVELS.map((level, i) => html`<li class=${level === 0 ? 'is-hoped' : ''}><b>${five[i]!.toLocaleString('en-US', { maximumFractionDigits: 2 })}</b><span>${
      say(`level.short.${level}`)}</span></li>`)}</ol>` : nothing}`;
}

function input(d: Declaring, id: string, label: string, value: string, set: (value: string) => void, kind: 'text' | 'number' | 'date' = 'text'): TemplateResult {
  const wrong = d.trouble?.at === id;
  return html`<label class="field"><span>${label}</span><input class="input" id=${id} type=${kind === 'date' ? 'date' : 'text'} inputmode=${kind === 'number' ? 'decimal' : 'text'} autocomplete="off"
    enterkeyhint=${kind === 'text' ? 'done' : 'next'} .value=${live(value)} aria-invalid=${wrong ? 'true' : 'false'} aria-describedby=${wrong ? 'trouble' : nothing}
    @input=${(event: Event) => set((event.target as HTMLInputElement).value)}></label>`;
}

function radio(name: string, value: string, checked: boolean, words: string, set: () => void, hint = ''): TemplateResult {
  return html`<label class="chip"><input type="radio" name=${name} value=${value} .checked=${live(checked)} @change=${set}><span><span>${words}${
    hint ? html`<small>${hint}</small>` : nothing}</span></span></label>`;
}

function checkbox(checked: boolean, words: string, set: (on: boolean) => void): TemplateResult {
  return html`<label class="check"><input type="checkbox" .checked=${live(checked)} @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}><span>${words}</span></label>`;
}
