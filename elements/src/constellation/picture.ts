/** The picture as SVG: guides, spokes, ties, whiskers, marks, names or numbers. */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { coordinate as c, outline, reach } from '../geometry/shapes';
import { categoryClass } from '../shared/kinds';
import { sign } from '../shared/marks';
import { evidence, kinds } from './evidence';
import { BORDERS, type Mark, type Scene, selfAlone } from './scene';

/** What the picture asks of its element. */
export interface Drawing {
  scene: Scene;
  /** Names beside the rings; else numbers beside the marks. */
  named: boolean;
  compact: boolean;
  says: (mark: Mark) => string;
  /** The actor in the tab order, and the one that is looked at. */
  at: string;
  lit: string;
  look: (id: string) => void;
  open: (mark: Mark) => void;
}

/** The whole picture; compact pictures are one image, others a group of buttons. */
export function picture(d: Drawing): TemplateResult {
  const sources = !d.compact && kinds(d.scene.marks.filter((m) => !m.self).map((m) => m.actor)).length > 0;
  const box = d.compact ? '-142 -142 284 284' : d.named ? '-254 -146 508 292' : '-137 -137 274 274';
  return html`<svg part="picture" class="rings ${d.named ? 'rings--named' : ''}" viewBox=${box} role=${d.compact ? 'img' : 'group'}
    aria-label=${d.scene.says}>
    ${ground(d.scene)}
    <g class="spokes">${d.scene.marks.filter((m) => !m.self).map((m) => svg`<line x2=${c(m.place.x)} y2=${c(m.place.y)}/>`)}</g>
    <g class="ties">${d.scene.ties.map((tie) => svg`<path class=${[tie.a, tie.b].some((m) => m.actor.id === d.lit) ? 'is-lit' : ''} d=${tie.path}/>`)}</g>
    ${d.compact ? nothing : d.scene.marks.map(whisker)}
    ${repeat(d.scene.marks, (m) => m.actor.id, (m) => actor(m, d, sources))}
    ${d.compact ? nothing : d.scene.ringNames.map((each) => svg`<text class="ring-name" aria-hidden="true" x=${c(each.x)}
      y=${c(each.y + 3)} text-anchor="middle">${each.words}</text>`)}
    ${d.named ? d.scene.marks.map((m) => name(m, d.lit)) : d.compact ? nothing : d.scene.marks.map(numeral)}
  </svg>`;
}

function ground(scene: Scene): SVGTemplateResult {
  const alone = selfAlone(scene.marks);
  return svg`<g class="guides">
    ${scene.guides.map((r, i) => svg`<circle class="guide guide--${scene.guides.length - i}" r=${c(r)}/>`)}
    ${scene.guides.length ? svg`<circle class="guide guide--heart" r=${BORDERS.inner}/>` : nothing}
    ${scene.dashed ? svg`<circle class="dashed" r=${BORDERS.dashed}/>` : nothing}
    ${alone ? svg`<path class="mark c-self" d=${outline('self', 0, 0, alone.r)}/>` : nothing}</g>`;
}

function whisker(m: Mark): SVGTemplateResult | typeof nothing {
  if (!m.whisker) return nothing;
  const [ux, uy] = [Math.cos(m.place.angle), Math.sin(m.place.angle)];
  const [near, far] = m.whisker;
  return svg`<line class="whisker ${categoryClass(m.actor.category)}" x1=${c(near * ux)} y1=${c(near * uy)} x2=${c(far * ux)} y2=${c(far * uy)}/>`;
}

/** One actor: a button in a large picture, a mark in a compact one. */
function actor(m: Mark, d: Drawing, sources: boolean): SVGTemplateResult {
  const { id, category } = m.actor;
  const { x, y, r } = m.place;
  const shapes = svg`
    ${m.self ? svg`<circle class="halo" r=${c(r + 4)}/>` : m.actor.focal ? svg`<path class="halo" d=${outline(category, 0, 0, r + 3.4)}/>` : nothing}
    <path class="mark ${m.actor.unnamed ? 'mark--unnamed' : ''}" d=${outline(category, 0, 0, r)}/>
    ${m.self && r > 7 ? svg`<circle class="heart" r="2.4"/>` : nothing}
    ${m.side !== null && r > 5 && !d.compact ? sign(m.side, Math.min(0.42 * r, 6)) : nothing}
    ${evidence(m, sources)}`;
  const css = `actor ${categoryClass(category)}`;
  if (d.compact) return svg`<g class=${css} transform="translate(${c(x)} ${c(y)})">${shapes}</g>`;
  const lit = d.lit === id;
  return svg`<g class="${css} ${lit ? 'is-lit' : ''}" transform="translate(${c(x)} ${c(y)})" role="button" tabindex=${d.at === id ? 0 : -1}
    data-actor=${id} aria-label=${d.says(m)} @click=${() => d.open(m)} @focus=${() => d.look(id)} @pointerenter=${() => d.look(id)}>
    <circle class="hit" r=${c(Math.max(r + 4, 11))}/>
    <circle class="focus" r=${c(reach(category, r) + (m.self || m.actor.focal ? 8 : 5))}/>${shapes}</g>`;
}

/** A name with its leader line. Each line is isolated, so that a name in another script keeps its own direction. */
function name(m: Mark, lit: string): SVGTemplateResult | typeof nothing {
  if (!m.label) return nothing;
  const { side, lines } = m.label;
  const at = c(m.label.x + side * 3);
  return svg`<g class="name ${lit === m.actor.id ? 'is-lit' : ''}" aria-hidden="true">
    <line class="leader" x1=${c(m.label.fromX)} y1=${c(m.label.fromY)} x2=${c(m.label.x)} y2=${c(m.label.y)}/>
    <text y=${c(m.label.y)} text-anchor=${side > 0 ? 'start' : 'end'}>${lines.map((line, i) => svg`<tspan x=${at}
      dy=${i ? '1.06em' : lines.length === 1 ? '.34em' : '-.19em'}>\u2068${line}\u2069</tspan>`)}</text></g>`;
}

function numeral(m: Mark): SVGTemplateResult | typeof nothing {
  if (!m.numberAt) return nothing;
  const [x, y] = m.numberAt;
  return svg`<text class="number" aria-hidden="true" x=${c(x)} y=${c(y + 3)} text-anchor="middle">${m.number}</text>`;
}
