/** Parts of a total: in which order, how long their bars are, and what is left over. */

export interface SharePart { title: string; value: number | null; note?: string }
/** The data of a panel of kind "shares". */
export interface SharesData { unit: string; parts: SharePart[]; total: number | null }

export interface Shares {
  /** Largest first, those not known last; `share`: of the total, null where either is not known; `length`: of the bar, 0..1. */
  parts: { title: string; note: string; value: number | null; share: number | null; length: number }[];
  sum: number;
  total: number | null;
  unknown: number;
  /** What the known parts leave of the total: 0 where they agree to half a per cent, negative where they are more. */
  rest: number;
}

/** The parts, ready to be drawn. */
export function shares(data: SharesData): Shares {
  const known = (value: number | null): value is number => typeof value === 'number' && Number.isFinite(value);
  const parts = [...data.parts].sort((a, b) => Number(known(b.value)) - Number(known(a.value)) || (b.value ?? 0) - (a.value ?? 0));
  const values = parts.map((part) => part.value).filter(known);
  const sum = values.reduce((all, value) => all + value, 0);
  const total = known(data.total) ? data.total : null;
  const whole = total ?? (values.length === parts.length ? sum : null);
  const most = Math.max(...values.map(Math.abs), Number.MIN_VALUE);
  const rest = total === null ? 0 : total - sum;
  return {
    parts: parts.map((part) => ({
      title: part.title, note: part.note ?? '', value: known(part.value) ? part.value : null, share: known(part.value) && whole ? part.value / whole : null, length: known(part.value) ? Math.abs(part.value) / most : 0,
    })),
    sum, total, unknown: parts.length - values.length, rest: total !== null && Math.abs(rest) > 0.005 * Math.abs(total) ? rest : 0,
  };
}
