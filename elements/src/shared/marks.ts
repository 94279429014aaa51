/** Small pictures that several elements draw: the emblem of a type, the icon of a category, an interval bar, a valence sign. */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { outline } from '../geometry/shapes';
import { categoryClass, typeClass, typeName } from './kinds';

/** The emblem of a type: a disc in the centre, a square on the orbit, three dots on the orbit, or a dashed ring. */
export function emblem(type: string): TemplateResult {
  const css = typeClass(type);
  const dots: Record<string, SVGTemplateResult> = {
    't-individual': svg`<circle class="emblem__dot" cx="10" cy="10" r="4.3"/>`,
    't-brand': svg`<circle class="emblem__dot" cx="10" cy="10" r="2"/><rect class="emblem__dot" x="6.4" y="-0.4" width="7.2" height="6.4"/>`,
    't-social': svg`<circle class="emblem__dot" cx="10" cy="10" r="2"/><circle class="emblem__dot" cx="10" cy="2.8" r="2.8"/><circle
      class="emblem__dot" cx="16.4" cy="13.8" r="2.8"/><circle class="emblem__dot" cx="3.6" cy="13.8" r="2.8"/>`,
  };
  return html`<svg class="emblem ${css}" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><circle class="emblem__ring" cx="10" cy="10"
    r="7.6"/>${dots[css] ?? nothing}</svg>`;
}

/** The emblem and the name of a type. */
export function typeTag(type: string): TemplateResult {
  return html`<span class="type ${typeClass(type)}">${emblem(type)}<span>${typeName(type)}</span></span>`;
}

/** The mark of a category as an icon of one em. */
export function icon(category: string): TemplateResult {
  return html`<svg class="icon ${categoryClass(category)}" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path
    d=${outline(category, 8, 8, 5.6)}/></svg>`;
}

/** A sign for helps (plus), hinders (minus) or mixed (dot) of half width a around (0, 0). */
export function sign(side: -1 | 0 | 1, a: number): SVGTemplateResult {
  if (side === 0) return svg`<circle class="sign sign--dot" r=${(0.36 * a).toFixed(1)}/>`;
  const length = a.toFixed(1);
  return svg`<path class="sign" d="M-${length},0H${length}${side > 0 ? `M0,-${length}V${length}` : ''}"/>`;
}

/** A line with the interval and a dot at the value; unknown is an empty dotted track, never a dot at zero. Decorative. */
export function bar(value: number | null, low: number | null, high: number | null, lowest = 0, highest = 1, css = ''): TemplateResult {
  const at = (x: number): string => `${((100 * (Math.min(Math.max(x, lowest), highest) - lowest)) / (highest - lowest || 1)).toFixed(2)}%`;
  return html`<svg class="bar ${css}" aria-hidden="true" focusable="false">
    <line class="bar__track ${value === null ? 'bar__track--unknown' : ''}" x1="0" x2="100%" y1="8" y2="8"/>
    ${lowest < 0 && highest > 0 ? svg`<line class="bar__zero" x1=${at(0)} x2=${at(0)} y1="2" y2="14"/>` : nothing}
    ${low !== null && high !== null ? svg`<line class="bar__range" x1=${at(low)} x2=${at(high)} y1="8" y2="8"/>` : nothing}
    ${value !== null ? svg`<circle class="bar__dot" cx=${at(value)} cy="8" r="5"/>` : nothing}</svg>`;
}
