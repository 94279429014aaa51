/** All measures at once: an upright axis for each, every design a line across them. Better is up wherever better is declared. */
import { nothing, svg, type SVGTemplateResult } from 'lit';
import { say } from '../shared/texts';
import { valueAt } from './axes';
import type { Frames } from './frames';
import { rgba } from './ink';
import { Layered } from './layered';
import { type Heard, letter, type Look, type Palette } from './look';
import { shown } from './numbers';
import { COARSE, crossings, FINE, Streaks, strength } from './streaks';

/** Room about the axes, in pixels, and the words of every other axis so much lower, so that neighbours have room. */
const [SIDE, TOP, BOTTOM, LOWER] = [46, 64, 40, 14];
const [REACH, DRAG] = [22, 4];

export class Parallel extends Layered<{ k: number; from: number; moved: boolean }> {
  private axes: number[] = [];
  private counts = new Uint32Array(FINE * FINE);
  private inks: Uint16Array[] = [];
  private readonly lines = new Map<string, Streaks>();
  /** Whether the lines are being drawn; what changes meanwhile is drawn after, so that every gap gets its turn. */
  private painting = false;
  private again = false;

  constructor(box: HTMLElement, frames: Frames, heard: Heard) {
    super('parallel', box, frames, heard);
  }

  /** New data, axes, colours or size. */
  place(look: Look, palette: Palette, axes: number[]): void {
    this.axes = axes;
    this.fitted(look, palette, 1.5);
    [this.painting, this.again] = [false, false];
    this.paint();
  }

  /** What passes has changed. */
  paint(): void {
    this.again = this.painting;
    if (!this.painting) this.frames.ask('parallel', () => this.painted());
    this.mark();
  }

  private flipped(k: number): boolean {
    return this.look!.ready.measures[k]!.better === 'less';
  }

  private x(i: number): number {
    return this.axes.length < 2 ? this.size[0] / 2 : SIDE + (i * (this.size[0] - 2 * SIDE)) / (this.axes.length - 1);
  }

  private y(k: number, at: number): number {
    const [top, bottom] = [TOP, this.size[1] - BOTTOM];
    return this.flipped(k) ? top + at * (bottom - top) : bottom - at * (bottom - top);
  }

  /** Gap after gap, a few lines a frame; coarse first, fine once nothing else has changed. */
  private *painted(): Generator<void> {
    this.painting = true;
    for (const bins of [COARSE, FINE]) {
      for (let g = 0; g + 1 < this.axes.length; g++) yield* this.gap(g, bins);
      if (this.again) break;
    }
    this.painting = false;
    if (this.again) this.paint();
  }

  private *gap(g: number, bins: number): Generator<void> {
    const { ready, filters } = this.look!;
    const pen = this.canvas.getContext('2d')!;
    const [a, b] = [this.axes[g]!, this.axes[g + 1]!];
    const [left, high] = [Math.round(this.x(g) * this.scale), Math.round((this.size[1] - TOP - BOTTOM) * this.scale)];
    const wide = Math.round(this.x(g + 1) * this.scale) - left;
    const size = wide * high;
    if (this.inks.length < 3 || this.inks[0]!.length !== size) this.inks = [0, 1, 2].map(() => new Uint16Array(size));
    const lines = this.sized(wide, high, bins);
    yield;
    const flip = [this.flipped(a), this.flipped(b)] as const;
    for (const [i, fail, only] of [[0, null, null], [1, filters.fail, null], [2, filters.fail, ready.front]] as const) {
      const ink = this.inks[i]!;
      ink.fill(0);
      if (i === 0 && !filters.any) continue;
      crossings(ready.columns[a]!.at, ready.columns[b]!.at, flip, fail, only, bins, this.counts);
      yield;
      for (let from = 0; from < bins; from += 12) {
        lines.lay(ink, this.counts, from, Math.min(from + 12, bins));
        yield;
      }
      if (this.again && bins === FINE) return;
    }
    const image = new ImageData(wide, high);
    this.toned(new Uint32Array(image.data.buffer), filters.passing, this.palette!);
    pen.clearRect(left, 0, wide, this.size[1] * this.scale);
    pen.putImageData(image, left, Math.round(TOP * this.scale));
    yield;
  }

  private sized(wide: number, high: number, bins: number): Streaks {
    const key = `${wide} ${high} ${bins}`;
    if (!this.lines.has(key)) {
      if (this.lines.size > 8) this.lines.clear();
      this.lines.set(key, new Streaks(wide, high, bins));
    }
    return this.lines.get(key)!;
  }

  private toned(pixels: Uint32Array, passing: number, palette: Palette): void {
    const [all, pass, front] = this.inks as [Uint16Array, Uint16Array, Uint16Array];
    const table = (colour: Palette['ink'], of: number, times: number): Uint32Array => Uint32Array.from({ length: 257 }, (_, i) => rgba(colour, Math.min(1, times * strength(i, of))));
    const [points, strong] = [table(palette.point, passing, 0.62), table(palette.front, Math.max(200, this.look!.ready.nFront), 1.15)];
    const pale = rgba(palette.pale, 0.4);
    const deep = (count: number): number => (count > 256 ? 256 : count);
    for (let i = 0; i < pixels.length; i++) {
      if (front[i]) pixels[i] = strong[deep(front[i]!)]!;
      else if (pass[i]) pixels[i] = points[deep(pass[i]!)]!;
      else if (all[i]) pixels[i] = pale;
    }
  }

  protected under(): SVGTemplateResult {
    const { ready } = this.look!;
    const [top, bottom] = [TOP, this.size[1] - BOTTOM];
    return svg`${this.axes.map((k, i) => {
      const [measure, { scale }] = [ready.measures[k]!, ready.columns[k]!];
      const [better, worse] = this.flipped(k) ? [scale.low, scale.high] : [scale.high, scale.low];
      const low = i % 2 ? LOWER : 0;
      const anchor = i === 0 ? 'start' : i === this.axes.length - 1 ? 'end' : 'middle';
      const dx = i === 0 ? -SIDE + 4 : i === this.axes.length - 1 ? SIDE - 4 : 0;
      return svg`<g transform=${`translate(${this.x(i)} 0)`}><line class="axis" y1=${top} y2=${bottom}/>
        <text class="axis__name" x=${dx} y=${14 + low} text-anchor=${anchor}>${measure.title}</text>
        <text class="tick" x=${dx} y=${44 + low} text-anchor=${anchor}>${shown(better, measure.unit, Math.min(measure.digits, 3))}</text>
        <text class="tick" x=${dx} y=${bottom + 17 + low} text-anchor=${anchor}>${shown(worse, measure.unit, Math.min(measure.digits, 3))}</text></g>`;
    })}`;
  }

  protected over(): SVGTemplateResult | typeof nothing {
    const look = this.look;
    if (!look) return nothing;
    return svg`${this.axes.map((k, i) => {
      const range = look.filters.ranges[k];
      if (!range) return nothing;
      const [a, b] = [this.y(k, range[0]), this.y(k, range[1])];
      return svg`<rect class="range range--axis" x=${this.x(i) - 5} y=${Math.min(a, b)} width="10" height=${Math.max(Math.abs(a - b), 2)}/>`;
    })}${look.at >= 0 ? this.line(look.at, 'line--lit', '') : nothing}${look.chosen.map((row) => this.line(row, row === look.at ? 'line--lit' : 'line--chosen', letter(look.chosen.indexOf(row))))}`;
  }

  /** One design across the axes; where a number is not known the line stops. */
  private line(row: number, css: string, name: string): SVGTemplateResult {
    const { ready } = this.look!;
    let path = '';
    let open = false;
    let last: [number, number] | null = null;
    this.axes.forEach((k, i) => {
      const at = ready.columns[k]!.at[row]!;
      if (Number.isNaN(at)) {
        open = false;
        return;
      }
      last = [this.x(i), this.y(k, at)];
      path += `${open ? 'L' : 'M'}${last[0].toFixed(1)},${last[1].toFixed(1)}`;
      open = true;
    });
    return svg`<path class=${`line ${css}`} d=${path}/>${name && last ? svg`<g class="chosen" transform=${`translate(${last[0]} ${last[1]})`}><circle r="8.5"/><text y="4" text-anchor="middle">${name}</text></g>` : nothing}`;
  }

  private crossed(event: PointerEvent): { i: number; at: number; away: number } {
    const [x, y] = this.where(event);
    let [i, away] = [0, Infinity];
    this.axes.forEach((_, each) => {
      const far = Math.abs(this.x(each) - x);
      if (far < away) [i, away] = [each, far];
    });
    const share = Math.min(Math.max((this.size[1] - BOTTOM - y) / (this.size[1] - TOP - BOTTOM), 0), 1);
    return { i, at: this.flipped(this.axes[i]!) ? 1 - share : share, away };
  }

  protected pressed(event: PointerEvent): void {
    const { i, at, away } = this.crossed(event);
    if (event.button !== 0 || event.pointerType === 'touch') return;
    if (away <= REACH) this.drag = { k: this.axes[i]!, from: at, moved: false };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  }

  protected moved(event: PointerEvent): void {
    const { i, at } = this.crossed(event);
    const { drag } = this;
    if (!drag) {
      if (event.pointerType !== 'touch') this.pointed(() => this.near(this.axes[i]!, at));
      return;
    }
    if (!drag.moved && Math.abs(at - drag.from) * this.size[1] < DRAG) return;
    drag.moved = true;
    this.frames.ask('parallel.narrow', () => this.heard.narrow([[drag.k, [Math.min(drag.from, at), Math.max(drag.from, at)]]]));
  }

  protected released(event: PointerEvent): void {
    const { i, at } = this.crossed(event);
    const drawn = this.drag?.moved;
    this.drag = null;
    if (!drawn) this.heard.pick(this.near(this.axes[i]!, at));
  }

  /** The design that passes and crosses the axis nearest to here; the front first. */
  private near(k: number, at: number): number {
    const { ready, filters } = this.look!;
    const places = ready.columns[k]!.at;
    let [found, best] = [-1, 0.06];
    for (let i = 0; i < places.length; i++) {
      if (filters.fail[i] !== 0) continue;
      const away = Math.abs(places[i]! - at) + (ready.front[i] ? 0 : 0.012);
      if (away < best) [found, best] = [i, away];
    }
    return found;
  }

  /** The number at an end of an axis, in words: for people who hear the picture. */
  static ends(look: Look, k: number): string {
    const [measure, { scale }] = [look.ready.measures[k]!, look.ready.columns[k]!];
    return say('desk.between', { title: measure.title, low: shown(valueAt(scale, 0), measure.unit, measure.digits), high: shown(valueAt(scale, 1), measure.unit, measure.digits) });
  }
}
