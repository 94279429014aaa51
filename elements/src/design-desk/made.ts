/** Made answers for tests: columns on the wire from plain numbers. */
import type { Column, Measure, Wire } from './contract';
import { type Prepared, prepared } from './prepared';

export function column(numbers: readonly number[], t: Column['t'] = 'f4'): Column {
  const kinds = { f4: Float32Array, f8: Float64Array, i4: Int32Array, i2: Int16Array, u1: Uint8Array };
  return { t, b: btoa(String.fromCharCode(...new Uint8Array(kinds[t].from(numbers).buffer))) };
}

export const COST: Measure = { key: 'cost', title: 'Cost', unit: 'EUR', better: 'less', digits: 3, log: false, in_front: true, about: '' };
export const YIELD: Measure = { key: 'yield', title: 'Yield', unit: 'share', better: 'more', digits: 3, log: false, in_front: true, about: '' };
export const HUE: Measure = { key: 'hue', title: 'Hue', unit: '', better: '', digits: 3, log: true, in_front: false, about: '' };

/** An answer over cost and yield: n designs, of which `bounds` know their yield only as low and high. */
export function wire(cost: number[], gain: number[], more: Partial<Wire> = {}): Wire {
  const n = cost.length;
  return {
    n, spec: {}, quantity: 1, currency: 'EUR', at_us: null, measures: [COST, YIELD], presets: [{ name: 'balanced', title: 'Balanced', weights: { cost: 1, yield: 1 } }, { name: 'cheap', title: 'Low cost', weights: { cost: 1 } }],
    values: { cost: column(cost), yield: column(gain) }, low: {}, high: {}, parts: { A: column(cost.map((_, i) => i), 'i4') }, settings: { f: column(cost.map((_, i) => i * 10), 'f8') },
    groups: [{ key: 'kind', title: 'Kind', labels: ['odd', 'even'], codes: column(cost.map((_, i) => i % 2), 'i4') }],
    front: column(cost.map(() => 0), 'u1'), binding: column(cost.map(() => -1), 'i2'), bindings: [], considered: n, dominated: 0, kept_of: n, rejected: [], notes: [], titles: {}, ...more,
  };
}

export function made(cost: number[], gain: number[], more: Partial<Wire> = {}): Prepared {
  return prepared(wire(cost, gain, more));
}
