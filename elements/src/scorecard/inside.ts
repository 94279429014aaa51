/** What a row opens to: what lies on the axis, what is to be known and done, the figures that it rests on, and the way to its page. */
import { html, nothing, type TemplateResult } from 'lit';
import { counted, say } from '../shared/texts';
import type { FindingJson } from './contract';
import { sign } from './marks';
import { findingsOf, mattersWords, type Row } from './profile';

/** Figures that stand in a row; the others are on the page of the factor. */
const FIGURES_MAX = 6;

/** The inside of a row. */
export function inside(row: Row): TemplateResult {
  const { factor, score, needed } = row;
  const findings = findingsOf(score);
  const figures = [...(score ? [score.axis, ...score.figures] : [])];
  const left = Math.max(figures.length - FIGURES_MAX, 0);
  const weights = mattersWords(row, true);
  return html`<div class="inside"><div class="inside__words"><p class="inside__asks">${factor.asks}</p>
      ${needed.length ? html`<h3>${say('score.needed')}</h3>${needed.map((each) => html`<p>${each}</p>`)}` : nothing}
      ${findings.length ? html`<h3>${say('score.findings')}</h3><ul class="findings">${findings.map(finding)}</ul>` : nothing}
      <dl class="means"><div><dt>${say('score.axis')}</dt><dd>${factor.axis}</dd></div><div><dt>${say('score.none')}</dt><dd>${factor.none}</dd></div><div><dt>${say('score.full')}</dt><dd>${factor.full}</dd></div>${
      weights ? html`<div><dt>${say('score.head.matters')}</dt><dd>${weights}</dd></div>` : nothing}</dl>
      ${factor.url ? html`<p><a class="button" href=${factor.url}>${say('score.page', { title: factor.title })}</a></p>` : nothing}</div>
    <div class="inside__figures">${figures.length ? html`<h3>${say('score.figures')}</h3><ul class="figures">${figures.slice(0, FIGURES_MAX).map((each) => html`<li><lw-figure compact .label=${each === score!.axis ? say('score.axis') : null} .data=${each}></lw-figure></li>`)}</ul>` : nothing}${
      left ? html`<p class="soft">${counted('score.more_figures', left)}</p>` : nothing}${(score?.warnings ?? []).map((each) => html`<p class="warning">${each}</p>`)}</div></div>`;
}

/** What is to be known: its kind by sign and word, its sentence, what to do next. */
function finding(each: FindingJson): TemplateResult {
  return html`<li class="finding finding--${each.kind}"><p><span class="kind">${sign(each.kind)}${say(`score.kind.${each.kind}`)}</span> ${each.words}</p>${
    each.next_step ? html`<p class="next">${say('score.next', { words: each.next_step })}</p>` : nothing}</li>`;
}
