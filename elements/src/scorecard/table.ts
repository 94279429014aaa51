/** The six factors as a table. */
import { html, type TemplateResult } from 'lit';
import { number, say } from '../shared/texts';
import { findingsOf, historyWords, mattersWords, type Row } from './profile';

/** Every row with its interval, what it was counted over, how much it matters and what is first to be known of it. */
export function table(all: readonly Row[]): TemplateResult {
  const heads = ['factor', 'value', 'n', 'matters', 'history', 'first'];
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${say('score.table')}><table part="table"><caption class="unseen">${say('score.table')}</caption>
    <thead><tr>${heads.map((key) => html`<th scope="col">${say(`score.head.${key}`)}</th>`)}</tr></thead><tbody>${all.map(line)}</tbody></table></div>`;
}

function line(row: Row): TemplateResult {
  const { factor, score, reach } = row;
  const first = findingsOf(score)[0];
  return html`<tr><th scope="row">${factor.number} ${factor.title}${row.weakest ? html` <span class="pill">${say('score.pill')}</span>` : ''}</th><td>${reach ? `${row.value} (${row.interval})` : row.needed.join(' ')}</td>
    <td>${score ? `${number(score.axis.n)} ${score.axis.n_unit}` : ''}</td><td>${mattersWords(row, true) || say('score.matters.none')}</td><td>${historyWords(row.history)}</td><td>${first?.words ?? ''}</td></tr>`;
}
