/** Numbers as engineers write and read them: 500k, 10u, 3V3, 4.7 µH; in per cent where the unit is a share. */
import { say } from '../shared/texts';

const PREFIXES: Record<string, number> = { p: 1e-12, n: 1e-9, u: 1e-6, 'µ': 1e-6, 'μ': 1e-6, m: 1e-3, k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12, meg: 1e6, Meg: 1e6 };
const SHOWN: [number, string][] = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k'], [1, ''], [1e-3, 'm'], [1e-6, 'µ'], [1e-9, 'n'], [1e-12, 'p']];
/** Units that go with a prefix. */
const SCALED = new Set(['V', 'A', 'W', 'Hz', 'F', 'H', 'Ω', 'ohm', 'Ohm', 's', 'J', 'C', 'N', 'Pa', 'VA', 'bit/s', 'B']);
const SAME: Record<string, string> = { ohm: 'Ω', Ohm: 'Ω', share: '%', degC: '°C' };
const PLAIN = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(.*)$/i;
const INSIDE = /^(\d+)(meg|[RVpnuµμmkKMG])(\d+)\s*(.*)$/;

/** The number that was typed, in the unit itself; null where it is none. */
export function parsed(text: string, unit = ''): number | null {
  const words = straight(text);
  if (!words) return null;
  const inside = INSIDE.exec(words); // 3V3, 4k7: the letter stands where the point would
  if (inside) {
    const size = PREFIXES[inside[2]!] ?? 1;
    return same(inside[4]!, unit) || !inside[4] ? clean(Number(`${inside[1]}.${inside[3]}`) * size, size) : null;
  }
  const found = PLAIN.exec(words);
  if (!found) return null;
  const [value, rest] = [Number(found[1]), found[2]!.trim()];
  if (unit === 'share') return rest === '' || rest === '%' ? value / 100 : null;
  if (rest === '' || same(rest, unit)) return value;
  for (const size of [3, 1]) {
    const scale = PREFIXES[rest.slice(0, size)];
    const after = rest.slice(size).trim();
    if (scale !== undefined && (after === '' || same(after, unit))) return clean(value * scale, scale);
  }
  return null;
}

function straight(text: string): string {
  const words = text.trim().replace(/[\u2212\u2013]/g, '-').replace(/\u00a0|\u202f/g, ' ');
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?(\D.*)?$/.test(words)) return words.replaceAll(',', '');
  return words.replace(/^([+-]?\d*),(\d+)/, '$1.$2');
}

function same(a: string, unit: string): boolean {
  const plain = (each: string): string => (SAME[each] ?? each).toLowerCase();
  return plain(a) === plain(unit);
}

/** 4.7 × 1e-6 is 4.7e-6, not 4.6999999999999995e-6. */
function clean(value: number, scale: number): number {
  return scale === 1 ? value : Number(value.toPrecision(12));
}

/** What stands in a field for a number: 500000 Hz is "500k". */
export function typed(value: unknown, unit = ''): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return '';
  if (unit === 'share') return String(clean(value * 100, 100));
  const [scale, letter] = plainly(value, unit);
  return `${clean(value / scale, scale)}${letter}`;
}

/** No prefix where people would write none: 0.5 V, 1200 Hz. */
function plainly(value: number, unit: string): [number, string] {
  const size = Math.abs(value);
  return !SCALED.has(unit) || value === 0 || (size >= 0.01 && size < 10_000) ? [1, ''] : prefixed(value);
}

function prefixed(value: number): [number, string] {
  const size = Math.abs(value) * (1 + 1e-12);
  return SHOWN.find(([scale]) => size >= scale) ?? SHOWN[SHOWN.length - 1]!;
}

/** The unit as people see it. */
export function unitWords(unit: string): string {
  return SAME[unit] ?? unit;
}

/** A number with its unit; "not known" is for the caller to say: NaN and null are a dash. */
export function shown(value: number | null | undefined, unit = '', digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (unit === 'share') return `${fixed(value * 100, digits)}\u00a0%`;
  if (/^[A-Z]{3}$/.test(unit)) return `${money(value)}\u00a0${unit}`;
  if ((!unit || unit === 'pieces') && Number.isInteger(value)) return `${counts(value).replace('-', '−')}${unit && `\u00a0${value === 1 ? 'piece' : unit}`}`;
  if (!SCALED.has(unit) || value === 0) return `${fixed(value, digits)}${unit ? `\u00a0${unitWords(unit)}` : ''}`;
  const [scale, letter] = prefixed(Number(value.toPrecision(Math.max(digits, 1))));
  return `${fixed(value / scale, digits)}\u00a0${letter}${unitWords(unit)}`;
}

/** Two ends of a range; the unit once where both have the same: "88.1 to 93.0 %". */
export function between(low: number, high: number, unit = '', digits = 3): string {
  const [first, last] = [shown(low, unit, digits), shown(high, unit, digits)];
  const cut = first.indexOf('\u00a0');
  const same = cut > 0 && first.slice(cut) === last.slice(last.indexOf('\u00a0'));
  return say('desk.range', { low: same ? first.slice(0, cut) : first, high: last });
}

/** A number as it was given, without digits that nobody gave: a limit of 4e6 Hz is "4 MHz". */
export function given(value: number, unit = ''): string {
  if (unit === 'share') return `${clean(value * 100, 100)}\u00a0%`;
  const [scale, letter] = plainly(value, unit);
  return `${String(clean(value / scale, scale)).replace('-', '−')}${letter || unit ? `\u00a0${letter}${unitWords(unit)}` : ''}`;
}

/** Digits that count, without an exponent up to a million; thousands apart. */
export function fixed(exact: number, digits: number): string {
  const value = Number(exact.toPrecision(Math.max(digits, 1))); // 999.9 with three digits is 1,000: one digit more before the point
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-4)) return power(value, digits);
  const decimals = size === 0 ? 0 : Math.max(0, Math.min(6, digits - 1 - Math.floor(Math.log10(size * (1 + 1e-12)))));
  return value.toLocaleString('en-US', { maximumFractionDigits: decimals, minimumFractionDigits: size < 1000 ? decimals : 0 }).replace('-', '−');
}

function money(value: number): string {
  const decimals = Math.abs(value) >= 0.1 || value === 0 ? 2 : 4;
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace('-', '−');
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 1.2 × 10¹³. */
export function power(value: number, digits = 2): string {
  const [mantissa, exponent] = value.toExponential(Math.max(0, digits - 1)).split('e') as [string, string];
  const raised = [...exponent.replace('+', '')].map((each) => (each === '-' ? '⁻' : RAISED[Number(each)])).join('');
  return `${mantissa.replace('-', '−')}\u00a0×\u00a010${raised}`;
}

/** A count of anything: whole up to ten million, above it with its power of ten. */
export function counts(n: number): string {
  return Math.abs(n) >= 1e7 ? power(n, 3) : n.toLocaleString('en-US');
}

/** A mark of an axis: no more digits than the step between marks asks for, and the prefix of the largest mark where one is given. */
export function tick(value: number, step: number, unit = '', largest = value): string {
  if (unit === 'share') return `${trim(value * 100, step * 100)}\u00a0%`;
  if (!SCALED.has(unit) || value === 0) return Math.abs(value) >= 1e7 ? power(value, 1) : trim(value, step);
  const [scale, letter] = prefixed(largest || value);
  return `${trim(value / scale, step / scale)}${letter ? `\u00a0${letter}` : ''}`;
}

function trim(value: number, step: number): string {
  const decimals = Math.max(0, Math.min(6, Math.ceil(-Math.log10(step || 1) - 1e-9)));
  return Number(value.toFixed(Math.min(6, decimals + 1))).toLocaleString('en-US', { maximumFractionDigits: decimals + 1 }).replace('-', '−');
}
