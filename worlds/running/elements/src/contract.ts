/** What the elements are given (contract.md says the same in words). Unknown is null or absent, never 0. Names and units are those of core/said.py. */

/** A length of the run in the units of the reader. */
export type Unit = 'km' | 'mile';
/** Numbers in the order of the points; null unknown. */
export type Column = readonly (number | null)[];

/** Columns of equal length, in order of time. */
export interface Points {
  time_s: readonly number[];
  distance_m: readonly number[];
  lat?: Column | null;
  lon?: Column | null;
  altitude_m?: Column | null;
  speed_m_s?: Column | null;
  gap_pace_s_km?: Column | null;
  heart_rate?: Column | null;
  cadence?: Column | null;
  power_w?: Column | null;
}

/** Why the step that ends at a point is missing: not recorded, paused, or cut out for privacy. */
export type Why = 'gap' | 'pause' | 'hidden';
/** A missing step; `at` is the point that it ends at, 0 before the first, n after the last. */
export interface Break { at: number; why: Why }

export interface Split {
  number: number;
  from_m: number;
  length_m: number;
  seconds: number | null;
  moving_s: number | null;
  ascent_m: number | null;
  descent_m: number | null;
  gap_pace_s_km: number | null;
  heart_rate: number | null;
}

export interface Effort { name: string; length_m: number; seconds: number; from_s: number; from_m: number; note?: string }

export interface Reliability {
  trust: number | null;
  verified?: boolean;
  why?: readonly string[];
  interval_s?: number | null;
  missing?: number | null;
  longest_gap_s?: number | null;
  n_jumps?: number | null;
  heart_rate_missing?: number | null;
  heart_rate_implausible?: number | null;
  altitude_noise_m?: number | null;
  position_noise_m?: number | null;
  barometric?: boolean | null;
  edited?: boolean;
  truncated?: boolean;
  device?: string;
}

export interface Totals {
  distance_m?: number | null;
  elapsed_s?: number | null;
  moving_s?: number | null;
  ascent_m?: number | null;
  descent_m?: number | null;
  pace_s_km?: number | null;
  gap_pace_s_km?: number | null;
  gap_by?: string;
  heart_rate_mean?: number | null;
  heart_rate_max?: number | null;
  cadence_mean?: number | null;
  power_mean_w?: number | null;
}

export interface Route { lat: Column; lon: Column }

/** `<lw-activity>` */
export interface ActivityData {
  activity?: { id?: string; title?: string; when?: string; sport?: string; device?: string; runner?: string };
  unit?: Unit;
  points?: Points | null;
  breaks?: readonly Break[];
  totals?: Totals;
  splits_km?: readonly Split[];
  splits_mile?: readonly Split[];
  efforts?: readonly Effort[];
  zones?: readonly (readonly [number, number])[];
  reliability?: Reliability | null;
  own_routes?: readonly Route[];
  notes?: readonly string[];
}

/** One run of a route. `at_s`: seconds since it was at the first value of `grid_m`; null for reversed runs and where not known. */
export interface Run {
  id: string;
  date: string;
  name?: string;
  url?: string;
  elapsed_s: number | null;
  moving_s?: number | null;
  pace_s_km: number | null;
  gap_pace_s_km?: number | null;
  heart_rate?: number | null;
  reversed?: boolean;
  verified?: boolean;
  partial?: boolean;
  at_s: Column | null;
}

export interface Trend {
  measure: 'pace_s_km' | 'gap_pace_s_km';
  words: string;
  distinguishable?: boolean;
  band?: readonly { date: string; value: number; low: number; high: number }[];
  level?: number;
  n?: number;
  method?: string;
}

/** `<lw-route-compare>` */
export interface RouteData {
  route: { id?: string; name: string; length_m: number };
  unit?: Unit;
  grid_m: readonly number[];
  lat?: Column | null;
  lon?: Column | null;
  altitude_m?: Column | null;
  runs: readonly Run[];
  reference?: string;
  trend?: Trend | null;
}
