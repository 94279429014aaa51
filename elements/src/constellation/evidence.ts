/** Which of said, done and drawn a tie rests on, as small marks on the rim of its actor: a dot, a square, an open ring. */
import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { Actor, Source } from '../contract';
import { coordinate as c, reach } from '../geometry/shapes';
import type { Mark } from './scene';

export const SOURCES: readonly Source[] = ['said', 'done', 'drawn'];
const GAP = 6.4;

/** The kinds of evidence of some actors in their order; none where all that is known was said, because then marks tell nothing. */
export function kinds(actors: readonly Actor[]): Source[] {
  const found = SOURCES.filter((source) => actors.some((actor) => actor.sources.includes(source)));
  return found.length === 1 && found[0] === 'said' ? [] : found;
}

/** One mark at x, y. */
export function sourceMark(source: Source, x: number, y: number, r = 2): SVGTemplateResult {
  const css = `source source--${source}`;
  if (source === 'done') return svg`<rect class=${css} x=${c(x - r)} y=${c(y - r)} width=${c(2 * r)} height=${c(2 * r)}/>`;
  return svg`<circle class=${css} cx=${c(x)} cy=${c(y)} r=${c(source === 'drawn' ? r - 0.2 : r)}/>`;
}

/** Where the marks of one actor stand, around (0, 0): on the rim towards the self, where no name and no number stands. */
export function spots(mark: Mark): [Source, number, number][] {
  const sources = SOURCES.filter((source) => mark.actor.sources.includes(source));
  const rim = reach(mark.actor.category, mark.place.r) + (mark.actor.focal ? 7.4 : 4);
  return sources.map((source, i) => {
    const angle = mark.place.angle + Math.PI + ((i - (sources.length - 1) / 2) * GAP) / rim;
    return [source, rim * Math.cos(angle), rim * Math.sin(angle)];
  });
}

/** The marks of one actor; the self has none. */
export function evidence(mark: Mark, shown: boolean): SVGTemplateResult | typeof nothing {
  return shown && !mark.self ? svg`<g class="sources">${spots(mark).map(([source, x, y]) => sourceMark(source, x, y))}</g>` : nothing;
}
