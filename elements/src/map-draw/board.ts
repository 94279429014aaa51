/** The board of a drawn map: rings around the self, actors as buttons, ties, names. Units: 100 is the outer border. */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DrawnActor, Rings } from '../contract';
import { clipped } from '../geometry/labels';
import { coordinate as c, outline, reach } from '../geometry/shapes';
import { around, type Box, chosen, shared } from '../geometry/spots';
import { categoryClass } from '../shared/kinds';
import { sign } from '../shared/marks';
import { radiusOf, SELF_RADIUS, type Sketch } from './drawing';

/** Half the side of the picture, in units. */
export const HALF = 112;
/** Half of the least size of a target for a finger, in CSS pixels. */
const FINGER = 22.2;

/** What the board asks of its element. */
export interface Board {
  sketch: Sketch;
  rings: Rings;
  self: string;
  /** CSS pixels per unit. */
  scale: number;
  selected: string;
  /** The actor that is linked to the next one pressed. */
  linking: boolean;
  /** The actor that is being dragged. */
  dragged: string;
  covered: ReadonlySet<string>;
  says: (actor: DrawnActor) => string;
  label: string;
  press: (event: PointerEvent, actor: DrawnActor) => void;
  keys: (event: KeyboardEvent, actor: DrawnActor) => void;
  focus: (actor: DrawnActor) => void;
  tap: (event: PointerEvent) => void;
  /** Keeps the page from scrolling while an actor is under the finger; touch-action does not reach into an SVG everywhere. */
  hold: (event: TouchEvent) => void;
}

/** The whole board. */
export function board(b: Board): TemplateResult {
  const standing = b.sketch.actors.filter((actor) => actor.ring !== null);
  const byId = new Map(standing.map((actor) => [actor.id, actor]));
  const names = nameSpots(standing, b.scale);
  return html`<svg part="board" class="board" viewBox="${-HALF} ${-HALF} ${2 * HALF} ${2 * HALF}" role="group" aria-label=${b.label} @click=${b.tap}
    @touchmove=${b.hold}>
    ${rings(b, names)}
    <g class="ties">${b.sketch.ties.map((tie) => {
      const [from, to] = [byId.get(tie.a), byId.get(tie.b)];
      if (!from || !to) return nothing;
      const lit = [tie.a, tie.b].includes(b.selected);
      return svg`<line class=${lit ? 'is-lit' : ''} x1=${at(from.x)} y1=${at(from.y)} x2=${at(to.x)} y2=${at(to.y)}/>`;
    })}</g>
    <circle class="self" r=${100 * SELF_RADIUS}/>
    <text class="self__name" aria-hidden="true" y=${c(3.4 / Math.max(b.scale, 0.8) + 1.2)} text-anchor="middle" font-size=${c(11 / b.scale)}>${clipped(b.self, 6)}</text>
    ${repeat(standing, (actor) => actor.id, (actor) => node(actor, b))}
    <g class="names" aria-hidden="true">${standing.map((actor, i) => svg`<text class=${actor.id === b.selected ? 'is-lit' : ''} x=${c(names[i]!.x)} y=${c(names[i]!.y)}
      text-anchor=${names[i]!.anchor} font-size=${c(12.5 / b.scale)}>\u2068${shortName(actor.name)}\u2069</text>`)}</g>
  </svg>`;
}

function at(value: number | null): string {
  return c(100 * (value ?? 0));
}

function shortName(name: string): string {
  return clipped(name, 14);
}

function rings(b: Board, names: readonly Spot[]): SVGTemplateResult {
  const taken = [...b.sketch.actors.flatMap(({ x, y, size }) => (x === null || y === null ? [] : [around(100 * x, 100 * y, 100 * radiusOf(size))])),
    ...names.map((spot) => boxOf(spot, 14 / b.scale))];
  const { k, words } = b.rings;
  const short = words.every((each) => [...each].length <= 18);
  return svg`<g class="rings">${Array.from({ length: k }, (_, i) => {
    const ring = k - i;
    return svg`<circle class="ring ring--${ring % 2 ? 'odd' : 'even'}" r=${c((100 * ring) / k)}/>`;
  })}${Array.from({ length: k }, (_, i) => {
    const said = short && words[i] && fits(words[i]!, i, k, b.scale) ? words[i]! : String(i + 1);
    const y = nameHeight((100 * (i + 1)) / k, said, taken, b.scale);
    return y === null ? nothing : svg`<text class="ring__name ring__name--${i % 2 ? 'even' : 'odd'}" aria-hidden="true" y=${c(y)} text-anchor="middle"
      font-size=${c(11 / b.scale)}>${said}</text>`;
  })}</g>`;
}

/** A ring's name stands at its top, or at its bottom where somebody stands at the top; covered on both sides it is left to the list below. */
function nameHeight(radius: number, words: string, taken: readonly Box[], scale: number): number | null {
  const half = ([...words].length * 3) / scale;
  const free = (y: number): boolean => taken.every((other) => shared({ x: -half, y: y - 9 / scale, w: 2 * half, h: 11 / scale }, other) === 0);
  return [14 / scale - radius, radius - 6 / scale].find(free) ?? null;
}

/** Whether the words of a ring are narrower than the ring is where they stand. */
function fits(words: string, i: number, k: number, scale: number): boolean {
  const radius = (100 * (i + 1)) / k;
  const y = radius - 14 / scale;
  return 2 * Math.sqrt(Math.max(radius * radius - y * y, 0)) > ([...words].length * 5.6) / scale || i > 0;
}

/** One actor: a button with a target as large as a finger. */
function node(actor: DrawnActor, b: Board): SVGTemplateResult {
  const r = 100 * radiusOf(actor.size);
  const selected = actor.id === b.selected;
  const css = ['node', categoryClass(actor.category), selected ? 'is-selected' : '', b.dragged === actor.id ? 'is-dragged' : '',
    b.covered.has(actor.id) ? 'is-covered' : ''].join(' ');
  return svg`<g class=${css} transform="translate(${at(actor.x)} ${at(actor.y)})" role="button" tabindex="0" data-actor=${actor.id} aria-pressed=${selected}
    aria-label=${b.says(actor)} @pointerdown=${(event: PointerEvent) => b.press(event, actor)} @keydown=${(event: KeyboardEvent) => b.keys(event, actor)}
    @focus=${() => b.focus(actor)}>
    <circle class="hit" r=${c(Math.max(r, FINGER / b.scale))}/>
    <circle class="around" r=${c(reach(actor.category, r) + 4.5)}/>
    <path class="mark" d=${outline(actor.category, 0, 0, r)}/>
    ${actor.valence === null ? nothing : sign(actor.valence, Math.min(0.5 * r, 7))}</g>`;
}

/** Where a name stands. */
interface Spot {
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
  w: number;
}

/** Names below, above, right or left of their actors: where they cover the least of marks, of other names and of the border. */
export function nameSpots(standing: readonly DrawnActor[], scale: number): Spot[] {
  const height = 14 / scale;
  const marks = standing.map((actor) => around(100 * (actor.x ?? 0), 100 * (actor.y ?? 0), 100 * radiusOf(actor.size)));
  const self = around(0, 0, 100 * SELF_RADIUS);
  const candidates = standing.map((actor): Spot[] => {
    const [x, y, r] = [100 * (actor.x ?? 0), 100 * (actor.y ?? 0), reach(actor.category, 100 * radiusOf(actor.size))];
    const w = ([...shortName(actor.name)].length * 6.6 + 4) / scale;
    return [
      { anchor: 'middle', x, y: y + r + 0.85 * height, w }, { anchor: 'middle', x, y: y - r - 0.3 * height, w },
      { anchor: 'start', x: x + r + 2, y: y + 0.32 * height, w }, { anchor: 'end', x: x - r - 2, y: y + 0.32 * height, w },
    ];
  });
  return chosen(candidates, (spot) => boxOf(spot, height), (i) => [self, ...marks.filter((_, j) => j !== i)], HALF);
}

/** The box of a name of this height. */
function boxOf(spot: Spot, height: number): Box {
  const x = spot.anchor === 'middle' ? spot.x - spot.w / 2 : spot.anchor === 'start' ? spot.x : spot.x - spot.w;
  return { x, y: spot.y - 0.8 * height, w: spot.w, h: height };
}
