/** Small pictures of a scorecard: the axis of a factor, how much it matters, its history, the sign of a finding. All decorative. */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { FindingJson, HistoryPoint } from './contract';
import { pieces, type Reach, type Row } from './profile';

/** Pixels from the top of a row to its axis. */
const [AXIS, DOT, HALF] = [30, 5, 5];
const TICKS = [0, 0.25, 0.5, 0.75, 1];
/** Of the small picture of a history, and the middle of how much a factor matters and of a small axis. */
const [HIGH, MIDDLE] = [32, 10];

const at = (share: number): string => `${(100 * share).toFixed(2)}%`;

/** A factor on its axis: what is known as a bar from its lower to its upper bound, the lower one marked, and the value; dashed where nothing is. */
export function axis(row: Row, line: number | null): TemplateResult {
  const { reach } = row;
  const tick = (share: number): SVGTemplateResult => svg`<line class="tick" x1=${at(share)} x2=${at(share)} y1=${AXIS - 3} y2=${AXIS + 3}/>`;
  return html`<svg class="axis__picture" aria-hidden="true" focusable="false">
    ${line === null ? nothing : svg`<line class="least" x1=${at(line)} x2=${at(line)} y1="0" y2=${AXIS + 13}/>`}
    <line class=${reach ? 'track' : 'track track--unknown'} x1="0" x2="100%" y1=${AXIS} y2=${AXIS}/>${TICKS.map(tick)}
    ${reach ? svg`<rect class="reach" x=${at(reach.low)} width=${at(Math.max(reach.high - reach.low, 0.004))} y=${AXIS - HALF} height=${2 * HALF} rx=${HALF}/>
      <line class="low" x1=${at(reach.low)} x2=${at(reach.low)} y1=${AXIS - 9} y2=${AXIS + 9}/><circle class="dot" cx=${at(reach.value)} cy=${AXIS} r=${DOT}/>` : nothing}</svg>`;
}

/** How much a factor matters: the owner's share as an open square, the customers' as a dot with its interval, on a scale up to `most`. */
export function matters(owner: Reach | null, customers: Reach | null, most: number): TemplateResult {
  const x = (share: number): string => at(share / most);
  return html`<svg class="matters__picture" aria-hidden="true" focusable="false"><line class="track" x1="0" x2="100%" y1=${MIDDLE} y2=${MIDDLE}/>
    ${customers ? svg`<line class="matters__reach" x1=${x(customers.low)} x2=${x(customers.high)} y1=${MIDDLE} y2=${MIDDLE}/><circle class="matters__customers" cx=${x(customers.value)} cy=${MIDDLE} r="4.5"/>` : nothing}
    ${owner ? svg`<svg class="matters__at" x=${x(owner.value)} y=${MIDDLE}><rect class="matters__owner" x="-6.5" y="-6.5" width="13" height="13"/></svg>` : nothing}</svg>`;
}

/** The marks of the owner and of the customers alone, for the words that explain them. */
export function key(who: 'owner' | 'customers'): TemplateResult {
  return html`<svg class="key__mark" viewBox="0 0 12 12" aria-hidden="true" focusable="false">${who === 'owner' ? svg`<rect class="matters__owner" x="1.5" y="1.5" width="9" height="9"/>`
    : svg`<circle class="matters__customers" cx="6" cy="6" r="4.5"/>`}</svg>`;
}

/** The value over time with its band; runs that cannot be compared are not joined. */
export function spark(history: readonly HistoryPoint[]): TemplateResult {
  const found = pieces(history);
  const y = (value: number): string => ((1 - Math.min(Math.max(value, 0), 1)) * (HIGH - 6) + 3).toFixed(2);
  const path = (points: { at: number; y: number }[]): string => `${points.map((point, i) => `${i ? 'L' : 'M'}${(100 * point.at).toFixed(2)},${y(point.y)}`).join('')}${points.length > 1 ? '' : 'h0.01'}`;
  const lines = found.map((piece) => {
    const low = piece.map(({ at: x, point }) => ({ at: x, y: point.low ?? point.value! }));
    const high = piece.map(({ at: x, point }) => ({ at: x, y: point.high ?? point.value! }));
    const band = `${path(high)}${path([...low].reverse()).replace('M', 'L')}Z`;
    return svg`<path class="spark__band" d=${band}/><path class="spark__line" d=${path(piece.map(({ at: x, point }) => ({ at: x, y: point.value! })))}/>`;
  });
  const last = found[found.length - 1]?.at(-1);
  return html`<svg class="spark" viewBox="0 0 100 ${HIGH}" preserveAspectRatio="none" aria-hidden="true" focusable="false"><line class="spark__base" x2="100" y1=${y(0)} y2=${y(0)}/><line class="spark__base"
    x2="100" y1=${y(1)} y2=${y(1)}/>${lines}</svg>${last ? html`<svg class="spark spark--over" aria-hidden="true" focusable="false"><circle class="spark__last" cx=${at(last.at)} cy=${y(last.point.value!)} r="3"/></svg>` : nothing}`;
}

/** A factor on a small axis: the same marks as a row of the profile, without ticks. */
export function lane({ reach }: Row, line: number | null): TemplateResult {
  return html`<svg class="lane" aria-hidden="true" focusable="false">${line === null ? nothing : svg`<line class="least" x1=${at(line)} x2=${at(line)} y1="0" y2="100%"/>`}
    <line class=${reach ? 'track' : 'track track--unknown'} x1="0" x2="100%" y1=${MIDDLE} y2=${MIDDLE}/>${reach ? svg`<rect class="reach" x=${at(reach.low)} width=${at(Math.max(reach.high - reach.low, 0.004))} y=${MIDDLE - 4} height="8" rx="4"/>
      <line class="low" x1=${at(reach.low)} x2=${at(reach.low)} y1=${MIDDLE - 7} y2=${MIDDLE + 7}/><circle class="dot" cx=${at(reach.value)} cy=${MIDDLE} r=${DOT - 0.5}/>` : nothing}</svg>`;
}

/** A triangle for what is to be done, a ring for what is to be watched, a disc for what is good. */
export function sign(kind: FindingJson['kind']): TemplateResult {
  return html`<svg class="sign sign--${kind}" viewBox="0 0 14 14" aria-hidden="true" focusable="false">${kind === 'act' ? svg`<path d="M7,1.5L13,12.5H1z"/>`
    : kind === 'watch' ? svg`<circle class="sign__ring" cx="7" cy="7" r="4.6"/>` : svg`<circle cx="7" cy="7" r="5.4"/>`}</svg>`;
}
