/** What came of it, in words: the sentence on top, what ruled others out, and what would change that. */
import { html, nothing, type TemplateResult } from 'lit';
import { counted, say } from '../shared/texts';
import type { CheckJson, RejectedJson } from './contract';
import { counts, shown } from './numbers';
import type { Prepared } from './prepared';

/** "Of 1.2 × 10¹³ combinations considered, 842 designs are on the front; 93,000 are shown." */
export function sentence(ready: Prepared, passing: number): string {
  if (!ready.n) return say('desk.none', { considered: counts(ready.considered) });
  const front = counted('desk.front', ready.nFront, { n: counts(ready.nFront) });
  const kept = ready.keptOf > ready.n ? say('desk.kept', { n: counts(ready.n), of: counts(ready.keptOf) }) : counted('desk.shown', ready.n, { n: counts(ready.n) });
  const held = passing < ready.n ? ` ${counted('desk.pass', passing, { n: counts(passing) })}` : '';
  return `${say('desk.of', { considered: counts(ready.considered), front, kept })}${held}`;
}

/** Which share of all combinations: ruled out by a rule, proven worse. */
export function ruledOut(ready: Prepared): TemplateResult | typeof nothing {
  if (!ready.rejected.length && !ready.dominated) return nothing;
  const all = [...ready.rejected].sort((a, b) => b.count - a.count);
  const sum = all.reduce((total, one) => total + one.count, 0);
  return html`<details class="ruled" ?open=${!ready.n}><summary>${say(ready.n ? 'desk.ruled' : 'desk.ruled.none', { n: counts(sum) })}</summary>
    ${ready.dominated ? html`<p class="soft">${say('desk.dominated', { n: counts(ready.dominated) })}</p>` : nothing}
    ${all.length ? html`<div class="scroll" tabindex="0" role="region" aria-label=${say('desk.ruled.label')}><table><thead><tr><th scope="col">${say('desk.rule')}</th><th scope="col" class="num">${say('desk.ruled.count')}</th>
      <th scope="col">${say('desk.nearest')}</th><th scope="col">${say('desk.change')}</th></tr></thead>
      <tbody>${all.map(row)}</tbody></table></div>` : nothing}</details>`;
}

function row(one: RejectedJson): TemplateResult {
  return html`<tr><th scope="row">${one.title || one.rule}${one.slot ? html` <span class="soft">${one.slot}</span>` : nothing}</th><td class="num">${counts(one.count)}</td>
    <td>${one.nearest ? near(one.nearest) : html`<span class="soft">–</span>`}</td><td>${one.nearest?.change || html`<span class="soft">–</span>`}</td></tr>`;
}

/** "L1 SWPA3015: 1.4 A, at least 2.1 A: 33 % short"; the part alone where the rule is fulfilled or not. */
export function near(check: CheckJson): string {
  if (!check.unit && check.sense === 'at least' && check.limit === 1 && (check.value === 0 || check.value === 1)) return check.part;
  const gaps = { part: check.part, value: shown(check.value, check.unit), sense: say(check.sense === 'at most' ? 'desk.at_most' : 'desk.at_least'), limit: shown(check.limit, check.unit) };
  const margin = check.margin === null ? '' : `; ${say('desk.margin', { n: shown(Math.abs(check.margin), 'share', 2) })}`;
  return `${say('desk.near', gaps)}${check.margin !== null && check.margin < 0 ? margin : ''}`;
}

/** Where nothing fits: the changes that would help, in the order in which the tool tells them. */
export function changes(ready: Prepared): string[] {
  const told = ready.rejected.filter((one) => one.nearest?.change);
  return [...new Set(told.map((one) => one.nearest!.change))].slice(0, 4);
}
