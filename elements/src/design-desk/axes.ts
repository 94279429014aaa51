/** Scales of measures: where a number stands between 0 and 1, straight or logarithmic, and where marks stand. */

/** Steps of an axis of degrees. */
const TURNS = [1, 2, 5, 15, 30, 45, 90, 180, 360];

export interface Scale { low: number; high: number; log: boolean }

/** A scale over these numbers; what is not above 0 stands on no logarithmic one. One number alone stands in the middle. */
export function scaleOf(values: ArrayLike<number>, log: boolean): Scale {
  let [low, high, least] = [Infinity, -Infinity, Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
    if (value > 0 && value < least) least = value;
  }
  if (low === Infinity) return { low: 0, high: 1, log: false };
  if (log && low <= 0 && least === Infinity) log = false;
  if (log) [low, high] = [low > 0 ? low : least, Math.max(high, least)];
  if (low === high) [low, high] = log ? [low / 1.5, high * 1.5] : [low - (Math.abs(low) || 1) * 0.1, high + (Math.abs(high) || 1) * 0.1];
  return { low, high, log };
}

/** Where a number stands: 0 at the low end, 1 at the high one. */
export function place(scale: Scale, value: number): number {
  if (!scale.log) return (value - scale.low) / (scale.high - scale.low);
  return Math.log(value / scale.low) / Math.log(scale.high / scale.low);
}

/** The number that stands there. */
export function valueAt(scale: Scale, at: number): number {
  return scale.log ? scale.low * (scale.high / scale.low) ** at : scale.low + (scale.high - scale.low) * at;
}

/** Round numbers on a scale with the step between them, at most about `most` of them. */
export function marks(scale: Scale, most: number, unit = ''): { value: number; step: number }[] {
  const decades = scale.log ? Math.log10(scale.high / scale.low) : 0;
  if (scale.log && decades > 1.2) return decadeMarks(scale, most, decades);
  const rough = (scale.high - scale.low) / Math.max(most, 1);
  const step = unit === '°' ? (TURNS.find((each) => each >= rough * 0.999) ?? roundStep(rough)) : roundStep(rough);
  const found: { value: number; step: number }[] = [];
  for (let i = Math.ceil(scale.low / step - 1e-9); i * step <= scale.high * (1 + 1e-12) && found.length < 60; i++) found.push({ value: Number((i * step).toPrecision(12)), step });
  return found;
}

/** Marks within decades: as many of them as fit, and one more kind where fewer than three would stand. */
function decadeMarks(scale: Scale, most: number, decades: number): { value: number; step: number }[] {
  const every = Math.max(1, Math.ceil(decades / Math.max(most, 1)));
  let found: { value: number; step: number }[] = [];
  for (const within of every > 1 ? [[1]] : [[1], [1, 3], [1, 2, 5]]) {
    const finer = marksWithin(scale, within, every);
    if (found.length && finer.length > most && (found.length > 2 || finer.length > most + 2)) break;
    found = finer;
  }
  return found;
}

function marksWithin(scale: Scale, within: number[], every: number): { value: number; step: number }[] {
  const found: { value: number; step: number }[] = [];
  for (let power = Math.floor(Math.log10(scale.low)); power <= Math.ceil(Math.log10(scale.high)); power++) {
    if (((power % every) + every) % every) continue;
    for (const one of within) {
      const value = Number((one * 10 ** power).toPrecision(6));
      if (value >= scale.low * 0.999 && value <= scale.high * 1.001) found.push({ value, step: 10 ** power });
    }
  }
  return found;
}

/** The smallest of 1, 2, 2.5, 5 times a power of ten that is at least this. */
export function roundStep(rough: number): number {
  if (!(rough > 0) || !Number.isFinite(rough)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 2.5, 5].find((each) => each * power >= rough * 0.999999) ?? 10);
}
