/** Ink: many points or lines laid over one another in a plain array of pixels, then toned by how many lie on each. */

/** Red, green, blue, 0..255. */
export type Colour = readonly [number, number, number];

/** How many on one pixel are told apart. */
export const DEEP = 31;
/** Bits of a pixel: [how many] [which hue, 3 bits] [whether something faded lies here]. */
const [HUE, PALE] = [1, 1];
const FULL = DEEP << 4;

/** A pixel's number as the canvas wants it. */
export function rgba([r, g, b]: Colour, alpha: number): number {
  return ((Math.round(alpha * 255) << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

/** Colours by what a pixel holds; `one` is how strong a single point is. */
export function tones(hues: readonly Colour[], pale: Colour, one: number, faded: number): Uint32Array {
  const table = new Uint32Array((DEEP + 1) << 4);
  for (let v = 0; v < table.length; v++) {
    const [count, hue] = [v >> 4, (v >> HUE) & 7];
    if (count) table[v] = rgba(hues[hue % hues.length]!, Math.min(0.95, 1 - (1 - one) ** count));
    else if (v & PALE) table[v] = rgba(pale, faded);
  }
  return table;
}

/** The pixels of a disc about 0, as offsets in a picture of this width. */
export function disc(radius: number, width: number): Int32Array {
  const found: number[] = [];
  const r = Math.ceil(radius);
  for (let y = -r; y <= r; y++) for (let x = -r; x <= r; x++) if (x * x + y * y <= radius * radius) found.push(y * width + x);
  return Int32Array.from(found);
}

/** Lay points: `at` is each point's pixel (-1: nowhere); those that fail a filter are faded, those of `skip` are left out. */
export function lay(ink: Uint16Array, at: Int32Array, fail: Uint32Array, hue: ArrayLike<number> | null, stamp: Int32Array, skip: Uint8Array, from: number, to: number): void {
  const m = stamp.length;
  for (let i = from; i < to; i++) {
    const pixel = at[i]!;
    if (pixel < 0 || (skip[i] && fail[i] === 0)) continue;
    if (fail[i] !== 0) {
      for (let s = 0; s < m; s++) ink[pixel + stamp[s]!]! |= PALE;
      continue;
    }
    const colour = (hue ? hue[i]! & 7 : 0) << HUE;
    for (let s = 0; s < m; s++) {
      const spot = pixel + stamp[s]!;
      const held = ink[spot]!;
      ink[spot] = (held < FULL ? (held & ~15) + 16 : held & ~15) | colour | (held & PALE);
    }
  }
}

/** Tone the ink into pixels. */
export function tone(ink: Uint16Array, table: Uint32Array, pixels: Uint32Array): void {
  for (let i = 0; i < ink.length; i++) {
    const held = ink[i]!;
    pixels[i] = held ? table[held]! : 0;
  }
}

/** Stamps in one plain colour, on top of what is there. */
export function stamped(pixels: Uint32Array, at: Int32Array, rows: Int32Array, stamp: Int32Array, colour: (row: number) => number): void {
  for (let r = 0; r < rows.length; r++) {
    const pixel = at[rows[r]!]!;
    if (pixel < 0) continue;
    const value = colour(rows[r]!);
    for (let s = 0; s < stamp.length; s++) pixels[pixel + stamp[s]!] = value;
  }
}
