/** One goal as it stands: its pictures, what they mean in sentences, a judgement to give, and what happened before. */
import { html, nothing, type TemplateResult } from 'lit';
import type { GoalLevel, GoalScale, GoalView } from '../contract';
import { percent } from '../shared/kinds';
import { bar } from '../shared/marks';
import { say, told } from '../shared/texts';
import { dayStrip, LEVELS, steps, stepsParts, way } from './picture';

/** What a goal asks of the element. */
export interface Shown {
  goal: GoalView;
  /** Give a judgement; null where nothing can be sent. */
  check: ((scale: GoalScale, level: GoalLevel) => void) | null;
  /** The judgement of a scale that was given and not answered yet. */
  given: (scale: GoalScale) => GoalLevel | null;
  /** Whether everything is shown, or what a list needs. */
  whole: boolean;
  /** Without its heading. */
  bare: boolean;
}

/** The goal. */
export function goalPart(s: Shown): TemplateResult {
  const { goal } = s;
  return html`<article part="goal" class="goal goal--${goal.state}" aria-label=${goal.title}>
    <header>${s.bare ? nothing : html`<h2 class="goal__title">${goal.url && !s.whole ? html`<a href=${goal.url}>${goal.title}</a>` : goal.title}</h2>`}
    <p class="goal__facts">${facts(goal).map((words) => html`<span>${words}</span>`)}</p></header>
    ${goal.scales.map((scale) => scalePart(s, scale))}
    ${s.whole ? way(goal.way) : nothing}
    ${goal.words.length ? html`<ul class="words">${goal.words.map((words) => html`<li>${words}</li>`)}</ul>` : nothing}
    ${s.whole && goal.history.length ? html`<details class="history" open><summary>${say('goal.history')}</summary><ol>${goal.history.map((line) => html`<li><time datetime=${line.on}>${
      line.on}</time><span>${line.words}</span></li>`)}</ol></details>` : nothing}</article>`;
}

/** What kind of goal it is, how it stands, until when, who sees it. */
export function facts(goal: GoalView): string[] {
  const due = goal.due_on ? say('goal.due', { day: goal.due_on }) : '';
  return [say(`goal.${goal.kind}`), say(`goal.state.${goal.state}`), due, say(`goal.seen.${goal.seen_by}`)].filter(Boolean);
}

function share(scale: GoalScale): TemplateResult | typeof nothing {
  const { value, low, high, worst, best } = scale.in_range ?? { value: null, low: null, high: null, worst: null, best: null };
  if (value === null || low === null || high === null) return html`<p class="soft">${say('goal.no_share')}</p>`;
  return html`<div class="share">${bar(value, low, high)}<p>${say('goal.share_known', { value: percent(value), low: percent(low), high: percent(high) })}</p>
    ${worst !== null && best !== null && best > worst ? html`<p class="soft">${say('goal.bounds', { worst: percent(worst), best: percent(best) })}</p>` : nothing}</div>`;
}

function scalePart(s: Shown, scale: GoalScale): TemplateResult {
  const several = s.goal.scales.length > 1;
  return html`<div class="scale" role="group" aria-label=${scale.title}><p class="scale__name"><b>${scale.title}</b>${several ? html`<span class="soft">${weightWords(scale, s.goal.scales)}</span>` : nothing}</p>
    ${scale.in_range ? html`${scale.days.length ? dayStrip(scale.days) : nothing}${share(scale)}` : steps(scale)}
    <p class="soft">${scale.in_range ? scale.words : [...stepsParts(scale, !scale.words), scale.words].filter(Boolean).join(' ')}</p>
    ${scale.own && s.check && s.goal.state === 'active' ? judge(s, scale, s.check) : nothing}</div>`;
}

/** How much a measure matters beside the others; "" where all weigh the same. */
function weightWords(scale: GoalScale, all: readonly GoalScale[]): string {
  const weights = all.map((each) => each.weight);
  const [least, most] = [Math.min(...weights), Math.max(...weights)];
  if (least === most) return '';
  return say(scale.weight === most ? 'weight.3' : scale.weight === least ? 'weight.1' : 'weight.2');
}

function judge(s: Shown, scale: GoalScale, check: (scale: GoalScale, level: GoalLevel) => void): TemplateResult {
  const given = s.given(scale);
  return html`<div class="judge" role="group" aria-label=${told([say('goal.how_now'), scale.title])}><p>${say('goal.how_now')}</p><div class="levels">${LEVELS.map((level) => html`<button class="level"
    type="button" aria-pressed=${given === level} aria-label=${say(`level.${level}`)} @click=${() => check(scale, level)}>${say(`level.short.${level}`)}</button>`)}</div></div>`;
}
