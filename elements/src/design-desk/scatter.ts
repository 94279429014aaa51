/** The trade-off: every design a point over two measures, the front drawn stronger, on a canvas between two layers of lines and words. */
import { nothing, svg, type SVGTemplateResult } from 'lit';
import { say } from '../shared/texts';
import { marks, place } from './axes';
import { envelope, steps } from './envelope';
import type { Frames } from './frames';
import { Grid } from './grid';
import { disc, lay, rgba, stamped, tone, tones } from './ink';
import { Layered } from './layered';
import { type Heard, hueOf, letter, type Look, type Palette } from './look';
import { tick, unitWords } from './numbers';

/** Room about the plot, in pixels: left, right, top, bottom; and inside of it, so that no mark is cut. */
const [LEFT, RIGHT, TOP, BOTTOM, INSET] = [58, 14, 14, 46, 9];
const REACH = 18;
const SLICE = 25_000;
/** A pointer that moves farther than this draws a range. */
const DRAG = 5;

export class Scatter extends Layered<{ x: number; y: number; moved: boolean }> {
  private grid: Grid | null = null;
  private xs = new Float32Array(0);
  private ys = new Float32Array(0);
  private at = new Int32Array(0);
  private front = new Int32Array(0);
  private hues: Uint8Array | null = null;
  private image: ImageData | null = null;
  private ink = new Uint16Array(0);
  private edge = { key: '', path: '' };

  constructor(box: HTMLElement, frames: Frames, heard: Heard) {
    super('scatter', box, frames, heard);
  }

  /** New data, axes, colours or size: everything is placed again. */
  place(look: Look, palette: Palette): void {
    const [wide, high] = this.fitted(look, palette, 2);
    this.edge.key = '';
    this.grid = null; // until they are placed anew, no design stands where one stood
    this.frames.ask('scatter.place', () => this.placed(wide, high));
    this.paint();
  }

  /** What passes has changed: the same places, other ink. */
  paint(): void {
    this.frames.ask('scatter', () => this.painted());
    this.mark();
  }

  private *placed(wide: number, high: number): Generator<void> {
    const { ready, x, y, hue } = this.look!;
    const { n } = ready;
    const [ax, ay] = [ready.columns[x]!.at, ready.columns[y]!.at];
    if (this.xs.length !== n) [this.xs, this.ys, this.at] = [new Float32Array(n), new Float32Array(n), new Int32Array(n)];
    const [left, across, bottom, up] = [LEFT + INSET, this.across, this.size[1] - BOTTOM - INSET, this.up];
    for (let i = 0; i < n; i++) {
      const [px, py] = [left + ax[i]! * across, bottom - ay[i]! * up];
      this.xs[i] = px;
      this.ys[i] = py;
      this.at[i] = px >= 0 && py >= 0 ? Math.round(py * this.scale) * wide + Math.round(px * this.scale) : -1;
    }
    yield;
    this.grid = new Grid(this.xs, this.ys, this.size[0], this.size[1]);
    yield;
    const rows: number[] = [];
    for (let i = 0; i < n; i++) if (ready.front[i]) rows.push(i);
    this.front = Int32Array.from(rows);
    const codes = hue < 0 ? null : ready.groups[hue]!.codes;
    this.hues = codes && Uint8Array.from(codes, hueOf);
    if (this.image?.width !== wide || this.image.height !== high) {
      this.image = new ImageData(wide, high);
      this.ink = new Uint16Array(wide * high);
    }
  }

  private *painted(): Generator<void> {
    const { ready, filters } = this.look!;
    const [{ image, ink }, palette] = [this, this.palette!];
    if (!image) return;
    const crowd = Math.max(filters.passing, 1);
    const wide = image.width;
    const stamp = disc((crowd > 20_000 ? 0.75 : crowd > 4_000 ? 1.2 : crowd > 800 ? 1.7 : 2.4) * this.scale, wide);
    const table = tones(this.hues ? palette.hues : [palette.point], palette.pale, crowd > 20_000 ? (this.scale > 1 ? 0.1 : 0.2) : crowd > 4_000 ? 0.26 : crowd > 800 ? 0.42 : 0.6, 0.5);
    ink.fill(0);
    for (let from = 0; from < ready.n; from += SLICE) {
      lay(ink, this.at, filters.fail, this.hues, stamp, ready.front, from, Math.min(from + SLICE, ready.n));
      yield;
    }
    const pixels = new Uint32Array(image.data.buffer);
    tone(ink, table, pixels);
    yield;
    const rows = this.front.filter((row) => filters.fail[row] === 0);
    const many = rows.length;
    const radius = (many > 20_000 ? 0.8 : many > 4_000 ? 1.3 : many > 1_200 ? 1.9 : many > 250 ? 2.4 : 3) * this.scale;
    const surface = rgba(palette.surface, 1);
    if (many < 20_000) stamped(pixels, this.at, rows, disc(radius + 1.1 * this.scale, wide), () => surface);
    const colours = this.hues ? palette.hues.map((hue) => rgba(hue, 1)) : [rgba(palette.front, 1)];
    stamped(pixels, this.at, rows, disc(radius, wide), (row) => colours[this.hues ? this.hues[row]! : 0]!);
    const open = many < 4_000 ? rows.filter((row) => this.open(row)) : rows.subarray(0, 0);
    stamped(pixels, this.at, open, disc(radius - 1.3 * this.scale, wide), () => surface);
    this.canvas.getContext('2d')!.putImageData(image, 0, 0);
  }

  /** Whether one of its two numbers is known as bounds only: drawn as a ring. */
  private open(row: number): boolean {
    const { ready, x, y } = this.look!;
    return [x, y].some((k) => {
      const { told, low, high } = ready.columns[k]!;
      return low !== null && high !== null && low[row]! < high[row]! && Number.isNaN(told[row]!);
    });
  }

  private get across(): number {
    return this.size[0] - LEFT - RIGHT - 2 * INSET;
  }

  private get up(): number {
    return this.size[1] - TOP - BOTTOM - 2 * INSET;
  }

  private px(at: number): number {
    return LEFT + INSET + at * this.across;
  }

  private py(at: number): number {
    return this.size[1] - BOTTOM - INSET - at * this.up;
  }

  protected under(): SVGTemplateResult {
    const { ready, x, y } = this.look!;
    const [width, height] = this.size;
    const [sx, sy] = [ready.columns[x]!.scale, ready.columns[y]!.scale];
    const [mx, my] = [ready.measures[x]!, ready.measures[y]!];
    const [right, floor] = [width - RIGHT, height - BOTTOM];
    const name = (m: typeof mx): string => `${m.title}${m.unit && m.unit !== 'share' ? `, ${unitWords(m.unit)}` : ''}`;
    return svg`${marks(sy, Math.max(2, this.up / 62), my.unit).map(({ value, step }) => {
      const at = this.py(place(sy, value));
      return svg`<line class="grid" x1=${LEFT} x2=${right} y1=${at} y2=${at}/><text class="tick" x=${LEFT - 7} y=${at + 4} text-anchor="end">${tick(value, step, my.unit, sy.log ? value : sy.high)}</text>`;
    })}${marks(sx, Math.max(2, this.across / 74), mx.unit).map(({ value, step }) => {
      const at = this.px(place(sx, value));
      return svg`<line class="grid" x1=${at} x2=${at} y1=${TOP} y2=${floor}/><text class="tick" x=${at} y=${floor + 17} text-anchor="middle">${tick(value, step, mx.unit, sx.log ? value : sx.high)}</text>`;
    })}<path class="axis" d=${`M${LEFT},${TOP}V${floor}H${right}`}/>
      <text class="axis__name" x=${right} y=${height - 6} text-anchor="end">${name(mx)}${this.better(mx.better, '→', '←')}</text>
      <text class="axis__name" transform=${`translate(12 ${TOP}) rotate(-90)`} text-anchor="end">${name(my)}${this.better(my.better, '→', '←')}</text>`;
  }

  private better(better: string, more: string, less: string): SVGTemplateResult | typeof nothing {
    if (!better) return nothing;
    return svg`<tspan class="axis__better" dx="8">${better === 'more' ? say('desk.axis.more', { arrow: more }) : say('desk.axis.less', { arrow: less })}</tspan>`;
  }

  protected over(): SVGTemplateResult | typeof nothing {
    const look = this.look;
    if (!look) return nothing;
    return svg`${this.ranges(look)}<path class="edge" d=${this.edged(look)}/>
      ${look.chosen.filter((row) => !Number.isNaN(this.xs[row]! + this.ys[row]!)).map((row) => svg`<g class="chosen" transform=${`translate(${this.xs[row]} ${this.ys[row]})`}>
        <circle r="8.5"/><text y="4" text-anchor="middle">${letter(look.chosen.indexOf(row))}</text></g>`)}
      ${look.at >= 0 && !Number.isNaN(this.xs[look.at]! + this.ys[look.at]!) ? this.lit(look.at) : nothing}`;
  }

  /** The edge of the front, reckoned again only when what passes, the axes or the size changed. */
  private edged(look: Look): string {
    const key = `${look.filters.moved} ${look.x} ${look.y} ${this.size.join(' ')} ${look.ready.n}`;
    if (this.edge.key !== key) {
      const edge = envelope(look, this.front);
      const first = look.ready.measures[look.x]!.better === 'less' ? 'across' : 'up';
      this.edge = { key, path: edge.length > 1 ? steps(edge, (row) => [this.xs[row]!, this.ys[row]!], first) : '' };
    }
    return this.edge.path;
  }

  /** The design that is looked at: its place, and how far what is left open may go. */
  private lit(row: number): SVGTemplateResult {
    const { ready, x, y } = this.look!;
    const [px, py] = [this.xs[row]!, this.ys[row]!];
    const ends = (k: number): [number, number] | null => {
      const { low, high, scale } = ready.columns[k]!;
      const [a, b] = [low?.[row] ?? NaN, high?.[row] ?? NaN];
      return Number.isFinite(a) && Number.isFinite(b) && a !== b ? [Math.min(Math.max(place(scale, a), -0.02), 1.02), Math.min(Math.max(place(scale, b), -0.02), 1.02)] : null;
    };
    const [h, v] = [ends(x), ends(y)];
    return svg`<path class="hair" d=${`M${LEFT},${py}H${px}V${this.size[1] - BOTTOM}`}/>
      ${h ? svg`<path class="whisker" d=${`M${this.px(h[0])},${py - 4}v8m0,-4H${this.px(h[1])}m0,-4v8`}/>` : nothing}
      ${v ? svg`<path class="whisker" d=${`M${px - 4},${this.py(v[0])}h8m-4,0V${this.py(v[1])}m-4,0h8`}/>` : nothing}
      <circle class="lit" cx=${px} cy=${py} r="5.5"/>`;
  }

  /** The ranges of both axes, where they are narrowed. */
  private ranges(look: Look): SVGTemplateResult | typeof nothing {
    const [rx, ry] = [look.filters.ranges[look.x], look.filters.ranges[look.y]];
    if (!rx && !ry) return nothing;
    const [x0, x1] = rx ? [this.px(rx[0]), this.px(rx[1])] : [LEFT, this.size[0] - RIGHT];
    const [y0, y1] = ry ? [this.py(ry[1]), this.py(ry[0])] : [TOP, this.size[1] - BOTTOM];
    return svg`<rect class="range" x=${Math.max(x0, LEFT)} y=${Math.max(y0, TOP)} width=${Math.max(x1 - Math.max(x0, LEFT), 1)} height=${Math.max(y1 - Math.max(y0, TOP), 1)}/>`;
  }

  protected moved(event: PointerEvent): void {
    const [x, y] = this.where(event);
    if (!this.drag) {
      if (event.pointerType !== 'touch') this.pointed(() => this.near(x, y));
      return;
    }
    if (!this.drag.moved && Math.hypot(x - this.drag.x, y - this.drag.y) < DRAG) return;
    this.drag.moved = true;
    const { drag, look } = this;
    const range = (a: number, b: number): [number, number] => [Math.min(Math.max(Math.min(a, b), 0), 1), Math.min(Math.max(Math.max(a, b), 0), 1)];
    const [ax, bx] = [drag.x, x].map((each) => (each - LEFT - INSET) / this.across) as [number, number];
    const [ay, by] = [drag.y, y].map((each) => (this.size[1] - BOTTOM - INSET - each) / this.up) as [number, number];
    this.frames.ask('scatter.narrow', () => this.heard.narrow([[look!.x, range(ax, bx)], [look!.y, range(ay, by)]]));
  }

  protected pressed(event: PointerEvent): void {
    const [x, y] = this.where(event);
    if (event.button !== 0 || event.pointerType === 'touch') return;
    this.drag = { x, y, moved: false };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  }

  protected released(event: PointerEvent): void {
    const [x, y] = this.where(event);
    const drawn = this.drag?.moved;
    this.drag = null;
    if (!drawn) this.heard.pick(this.near(x, y, event.pointerType === 'touch' ? 26 : REACH));
  }

  private near(x: number, y: number, reach = REACH): number {
    const look = this.look;
    if (!look || !this.grid) return -1;
    return this.grid.nearest(x, y, reach, (row) => look.filters.fail[row] === 0, (row) => (look.ready.front[row] ? 7 : 0));
  }
}
