/** The parts of a type bar: what each type has, in one order, with what is left of the whole. Pure. */
import type { TypeBarData, TypeLabel } from '../contract';
import { percent, shareWords, TYPES, typeName } from '../shared/kinds';
import { number, say } from '../shared/texts';

/** One type: value null where there is not enough; words are what stands beside it. */
export interface Part {
  type: TypeLabel;
  value: number | null;
  low: number | null;
  high: number | null;
  words: string;
  /** Where the part begins and how wide it is in the bar, 0..1. */
  start: number;
  width: number;
}

/** The parts in the order of the types; shares are drawn as they are, so that a gap shows what is missing. */
export function parts(data: TypeBarData): Part[] {
  const found: Omit<Part, 'start' | 'width'>[] = data.kind === 'customer'
    ? ([['individual-driven', data.p.individual], ['brand-driven', data.p.brand], ['socially driven', data.p.social]] as const)
      .map(([type, value]) => ({ type, value, low: null, high: null, words: value === null ? say('share.unknown') : percent(value) }))
    : TYPES.flatMap((type) => data.shares.filter((share) => share.type === type)).map((share) => {
      const printable = share.value !== null && share.low !== null && share.high !== null;
      return {
        ...share, value: printable ? share.value : null,
        words: printable ? shareWords(share.value, share.low, share.high) : (share.words ?? say('bar.not_enough')),
      };
    });
  const total = Math.max(1, found.reduce((sum, part) => sum + (part.value ?? 0), 0));
  let start = 0;
  return found.map((part) => {
    const placed = { ...part, start, width: (part.value ?? 0) / total };
    start += placed.width;
    return placed;
  });
}

/** What the bar shows, as a heading. */
export function heading(data: TypeBarData): string {
  return data.kind === 'customer' ? say('bar.of_readings') : say('bar.of_customers', { n: number(data.n), unit: data.n_unit ?? 'customers' });
}

/** The bar in words. */
export function inWords(data: TypeBarData): string {
  const all = parts(data).map((part) => `${typeName(part.type)} ${part.words}`).join(say('list.comma'));
  const label = data.kind === 'customer' ? `; ${say('bar.label', { type: typeName(data.label) })}` : '';
  return `${heading(data)}: ${all}${label}.`;
}
