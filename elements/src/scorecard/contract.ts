/** What <lw-scorecard> and <lw-chart> show, as lifeworld.scorecard.core.wire writes it. Unknown is null, never 0; axes run from 0 to 1. */
import type { FigureJson } from '../contract';

/** Whose weights: the owner's, or those of the customers together. */
export type Who = 'owner' | 'customers';

/** One of the six factors in words: what it asks, what lies on its axis, what 0 and 1 on it mean; `url` is its page, where it has one. */
export interface FactorWords {
  key: string;
  number: number;
  title: string;
  asks: string;
  axis: string;
  none: string;
  full: string;
  url?: string;
}

/** Something to know or do; `figures` are the names of those that it rests on. */
export interface FindingJson {
  key: string;
  factor: string;
  kind: 'good' | 'watch' | 'act';
  words: string;
  figures: string[];
  about: string;
  next_step: string;
}

/** What is known of one factor; `axis` has no value where too little is known, the first of `figures` is the headline. */
export interface ScoreJson {
  factor: string;
  axis: FigureJson;
  figures: FigureJson[];
  findings: FindingJson[];
  warnings: string[];
}

/** How much each factor matters to somebody: shares of 1 by factor, of n people. */
export interface WeighedJson {
  n: number;
  shares: Record<string, FigureJson>;
}

/** The profile: never one average. `weakest` is the factor with the lowest lower bound, "" where none is known. */
export interface CardJson {
  factors?: FactorWords[];
  scores: ScoreJson[];
  weakest: string;
  unknown: string[];
  weighed: Partial<Record<Who, WeighedJson>>;
  weakest_for: Partial<Record<Who, string>>;
  /** What is said of all six together, what is to be done first. */
  findings?: FindingJson[];
  warnings: string[];
  simulated: boolean;
  definitions: string;
}

/** One run of earlier; those of other `definitions` are not joined with their neighbours. */
export interface HistoryPoint {
  as_of: string;
  value: number | null;
  low: number | null;
  high: number | null;
  definitions?: string;
}

/** What <lw-scorecard> shows, or a card alone. `factors` stand in the card too, without addresses. `history` by factor, oldest first, the newest is the card itself. */
export interface ScorecardData {
  card: CardJson;
  factors: FactorWords[];
  history?: Record<string, HistoryPoint[]>;
  shown?: { as_of?: string; since?: string; until?: string; simulated?: boolean };
}

/** A line, steps, points or bars; `low` and `high` are the ends of the interval of each y, empty where there is none. */
export interface SeriesJson {
  name: string;
  x: (number | string)[];
  y: (number | null)[];
  low?: (number | null)[];
  high?: (number | null)[];
}

/** What <lw-effect> shows: an effect as chance tells it, what a comparison without chance says, and the smallest one worth having. `better`: which way is. */
export interface EffectData {
  effect: FigureJson;
  naive: FigureJson | null;
  worth: number;
  better: 1 | -1;
  unit: string;
}

/** What <lw-chart> draws: lifeworld.scorecard.core.values.Chart. A label that begins with "share" is told in per cent. */
export interface ChartJson {
  key: string;
  title: string;
  kind: 'steps' | 'bars' | 'lines' | 'points';
  x_label: string;
  y_label: string;
  series: SeriesJson[];
  /** Lines across a plane of steps, lines or points, with their names. */
  rules?: { y: number; name: string }[];
  note?: string;
}
