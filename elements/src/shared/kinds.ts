/** Types and categories: their order, their names, and the names of their colours. */
import type { TypeLabel } from '../contract';
import { say } from './texts';

/** The types in the order in which every picture shows them. */
export const TYPES: readonly TypeLabel[] = ['individual-driven', 'brand-driven', 'socially driven', 'undetermined'];

/** The categories in the order of the method. */
export const CATEGORIES: readonly string[] = ['self', 'focal_provider', 'other_providers', 'peers', 'family_friends', 'strangers'];

const TYPE_CLASS: Record<string, string> = {
  'individual-driven': 't-individual', 'brand-driven': 't-brand', 'socially driven': 't-social', undetermined: 't-undetermined',
};
const CATEGORY_CLASS: Record<string, string> = {
  self: 'c-self', focal_provider: 'c-focal', other_providers: 'c-other', peers: 'c-peers', family_friends: 'c-family', strangers: 'c-strangers',
};

/** Whether a name is that of a type. */
export function isType(name: string): boolean {
  return (TYPES as readonly string[]).includes(name);
}

/** The class that gives a type its colour. */
export function typeClass(type: string): string {
  return TYPE_CLASS[type] ?? 't-undetermined';
}

/** The class that gives a category its colour. */
export function categoryClass(category: string): string {
  return CATEGORY_CLASS[category] ?? 'c-none';
}

/** The name of a type as people read it. */
export function typeName(type: string): string {
  return say(`type.${type}`);
}

/** The name of a category as people read it. */
export function categoryName(category: string): string {
  return say(`category.${category}`);
}

/** -1, 0 or 1 for a mean valence; null where it is unknown. From .2 to either side it is called positive or negative. */
export function valenceSide(valence: number | null): -1 | 0 | 1 | null {
  if (valence === null || Number.isNaN(valence)) return null;
  return valence <= -0.2 ? -1 : valence >= 0.2 ? 1 : 0;
}

/** What a valence means for the customer, in words. */
export function valenceWords(valence: number | null): string {
  const side = valenceSide(valence);
  return say(side === null ? 'valence.unknown' : side < 0 ? 'valence.hinders' : side > 0 ? 'valence.helps' : 'valence.mixed');
}

/** A share in whole per cent. */
export function percent(share: number, unit = true): string {
  return `${Math.round(100 * share)}${unit ? ' %' : ''}`;
}

/** The interval of a share in words: "15 to 32 %". */
export function interval(low: number, high: number): string {
  return say('interval.percent', { low: percent(low, false), high: percent(high, false) });
}

/** A share with its interval, "24 % (15 to 32 %)"; unknown is said, and no number stands without its interval. */
export function shareWords(share: number | null, low: number | null, high: number | null): string {
  if (share === null) return say('share.unknown');
  return low === null || high === null ? say('proximity.no_interval') : `${percent(share)} (${interval(low, high)})`;
}
