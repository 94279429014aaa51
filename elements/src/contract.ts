/**
 * What goes into the elements and what comes out of them: the contract with the site, in types.
 * The same in words: ../contract.md. Unknown is null, never 0. All intervals are 90 % unless a figure says otherwise.
 */

/** The six actor categories of the method; a study's own codebook may have others, which are drawn as a hexagon. */
export type Category = string;

/** The name of an ecosystem type, or that none fits well enough. */
export type TypeLabel = 'individual-driven' | 'brand-driven' | 'socially driven' | 'undetermined';

/** Where an actor is known from. */
export type Source = 'said' | 'done' | 'drawn';

/** A study's rings: how many, and what each was called, from the centre outward. */
export interface Rings {
  k: number;
  words: string[];
}

/** One actor of a constellation. relevance is a share 0..1, null where unknown (then the actor is in the table only); proximity 0..1 with 1 at the centre, null where unknown. */
export interface Actor {
  id: string;
  name: string;
  category: Category;
  focal: boolean;
  relevance: number | null;
  relevance_low: number | null;
  relevance_high: number | null;
  proximity: number | null;
  proximity_low: number | null;
  proximity_high: number | null;
  /** Mean valence -1..1, null where nothing was coded. */
  valence: number | null;
  sources: Source[];
  n_statements: number;
  /** How many events tie the customer to the actor; absent where none does. */
  n_deeds?: number;
  /** True for "unnamed peers" and the like. */
  unnamed: boolean;
  /** Where the customer drew it: -1..1, the self at 0,0 and the outer border at distance 1; null where it was not drawn. */
  x: number | null;
  y: number | null;
}

/** Two actors that have to do with one another, by id. */
export interface Tie {
  a: string;
  b: string;
}

/** The share of random readings in which each type fits best; null where nobody is typed. */
export interface Readings {
  individual: number | null;
  brand: number | null;
  social: number | null;
}

/** The type of one customer: p is the share of random readings in which each type fits best. */
export interface CustomerType {
  label: TypeLabel;
  p: Readings | null;
  margin: number | null;
  stability: number | null;
  reasons: string[];
}

/** A number with its interval; all null where it is unknown. */
export interface Estimate {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** The share of one of the six drivers. */
export interface Driver {
  code: string;
  name: string;
  share: number | null;
  low: number | null;
  high: number | null;
}

/** The constellation at an earlier journal position; what is left out is as in the picture itself. */
export interface Moment {
  position: number;
  /** ISO 8601. */
  time: string;
  type: CustomerType;
  actors: Actor[];
  ties?: Tie[];
}

/** One customer's constellation as <lw-constellation> draws it. */
export interface Constellation {
  customer: { id: string; label: string };
  /** Journal position that the picture is a function of; its ETag. */
  position: number;
  settings: Record<string, unknown>;
  type: CustomerType;
  rings: Rings | null;
  /** The self (category "self") may be among them; it stands at the centre. */
  actors: Actor[];
  ties: Tie[];
  unmentioned: Estimate | null;
  drivers: Driver[];
  notes: string[];
  /** Earlier states, oldest first; the picture itself is the last. */
  moments?: Moment[];
}

/** -1 hinders, 1 helps, 0 both or neither (said so), null not said. */
export type DrawnValence = -1 | 0 | 1 | null;

/** One actor of a drawn map. ring is 1 (innermost) to k; ring, x and y are null while the actor is not placed. */
export interface DrawnActor {
  id: string;
  name: string;
  category: Category;
  ring: number | null;
  x: number | null;
  y: number | null;
  /** 0..1: how much it matters to the customer. */
  size: number;
  valence: DrawnValence;
}

/** What <lw-map-draw> sends. */
export interface Drawing {
  rings: Rings;
  actors: DrawnActor[];
  ties: Tie[];
  question: string;
  /** ISO 8601, the clock of the device. */
  drawn_at: string;
  /** A UUID that stays the same over all attempts to send the same drawing. */
  client_id: string;
}

/** A category as the customer reads it. */
export interface CategoryChoice {
  code: Category;
  name: string;
  hint?: string;
}

/** What <lw-map-draw> asks; everything but rings and question may be left out. */
export interface DrawConfig {
  question: string;
  rings: Rings;
  /** Default: the five categories besides the self, in plain words. */
  categories?: CategoryChoice[];
  suggestions?: { name: string; category: Category }[];
  /** A drawing to go on with. */
  actors?: DrawnActor[];
  ties?: Tie[];
  /** Name of the centre, "me" by default. */
  self?: string;
  actors_max?: number;
  /** What is asked about every actor; all true by default. */
  ask?: { size?: boolean; valence?: boolean; ties?: boolean };
  /** Words shown after the map was saved. */
  thanks?: string;
}

/** lifeworld.kit.figure.Example.json; before and after are optional context from the statement. */
export interface FigureExample {
  quote: string;
  customer: string | null;
  statement: string | null;
  start: number | null;
  end: number | null;
  note: string;
  before?: string;
  after?: string;
}

/** lifeworld.kit.figure.Figure.json(), field by field. */
export interface FigureJson {
  name: string;
  kind: 'estimate' | 'count' | 'reading';
  value: number | null;
  unit: string;
  low: number | null;
  high: number | null;
  level: number | null;
  method: string;
  n: number;
  n_unit: string;
  n_customers: number | null;
  n_needed: number | null;
  source: string;
  observed_at: string | null;
  as_of: string;
  versions: { codebook: string; coder: string; code: string };
  warnings: string[];
  text: string;
  evidence: { query: string; n: number; examples: FigureExample[] };
}

/** One type's share of a population; value is null where there is not enough, and words says so. */
export interface TypeShare {
  type: TypeLabel;
  value: number | null;
  low: number | null;
  high: number | null;
  words?: string;
}

/** What <lw-type-bar> shows: one customer's p (its label beside it), or shares of customers with intervals. */
export type TypeBarData =
  | { kind: 'customer'; label: TypeLabel; p: Readings; stability?: number | null }
  | { kind: 'shares'; n: number; n_unit?: string; shares: TypeShare[]; warnings?: string[] };

/** A goal is accomplished once, or managed day by day. */
export type GoalKind = 'accomplish' | 'manage';

/** How it goes: -2 much less than hoped, -1 less than hoped, 0 as hoped, 1 more than hoped, 2 much more than hoped. */
export type GoalLevel = -2 | -1 | 0 | 1 | 2;

/** A measure that a customer may choose. `indicator` is the slug of a measure of the ecosystem, "" for a judgement of her own. */
export interface GoalMeasure {
  /** Names the measure among all that are offered. */
  key: string;
  indicator: string;
  title: string;
  unit: string;
  /** What is measured today; null where it is not known. */
  now: number | null;
  /** What is usually hoped for, and the usual range of a goal to manage. */
  hoped?: number | null;
  low?: number | null;
  high?: number | null;
  /** "window": the last days; "since": all days since the goal was declared. */
  over?: 'window' | 'since';
}

/** A job that the ecosystem helps to get done, with the measures that it suggests. */
export interface GoalJob {
  slug: string;
  title: string;
  kind: GoalKind;
  outcome?: string;
  measures: GoalMeasure[];
}

/** What <lw-goal> asks when a goal is declared. */
export interface GoalConfig {
  jobs: GoalJob[];
  measures: GoalMeasure[];
  /** ISO 8601 date of the place's clock; the device's own otherwise. */
  today?: string;
  /** What the customer is asked to agree to and has not answered yet; nothing said is no. */
  asks?: { purpose: string; words: string }[];
  /** Words shown after a goal was kept. */
  thanks?: string;
}

/** One measure of a goal as it is declared; `indicator` "" is the customer's own judgement. `levels` are the values that count as -2 to 2; [] for a judgement or a range. */
export interface DeclaredScale {
  indicator: string;
  title: string;
  unit: string;
  weight: number;
  over: 'window' | 'since';
  /** Today's value where the customer said it; null where it is read from what is measured. */
  baseline: number | null;
  /** Where her own judgement begins; null for a measure. */
  baseline_level: GoalLevel | null;
  levels: number[];
  low: number | null;
  high: number | null;
}

/** What <lw-goal> sends when a goal is declared. */
export interface DeclaredGoal {
  do: 'declare';
  /** A UUID that stays the same over all attempts to send the same goal. */
  client_id: string;
  title: string;
  kind: GoalKind;
  /** The slug of the job that she took up, "" for her own. */
  job: string;
  due_on: string | null;
  seen_by: 'me' | 'team';
  scales: DeclaredScale[];
  /** The purposes to which she agreed with this goal. */
  consent: Record<string, boolean>;
  /** ISO 8601, the clock of the device. */
  declared_at: string;
}

/** What <lw-goal> sends when the customer judges one measure of a goal. */
export interface GoalCheck {
  do: 'check';
  client_id: string;
  goal: number;
  scale: number;
  level: GoalLevel;
  at: string;
}

/** A day of a goal to manage. */
export interface GoalDay {
  day: string;
  is: 'in' | 'out' | 'unknown' | 'paused';
}

/** One measure of a goal as it stands. Levels lie between -2 and 2; `now` null is not known. */
export interface GoalScale {
  pk: number;
  title: string;
  /** What was measured, in a sentence; "" where nothing was. */
  words: string;
  weight: number;
  start: number | null;
  now: number | null;
  low: number | null;
  high: number | null;
  /** Whether the customer judges it herself. */
  own: boolean;
  /** Whether it was made easier since: the first target stays the measure. */
  lowered: boolean;
  /** Days in and out of the customer's own range, oldest first; [] where it has no range. */
  days: GoalDay[];
  /** The share of known days inside the range, and the bounds of the share of all days whatever the unknown ones were; null without a range. */
  in_range: (Estimate & { worst: number | null; best: number | null }) | null;
}

/** A goal as its customer sees it. */
export interface GoalView {
  pk: number;
  title: string;
  kind: GoalKind;
  state: 'active' | 'paused' | 'reached' | 'abandoned';
  declared_on: string;
  due_on: string | null;
  seen_by: 'me' | 'team';
  scales: GoalScale[];
  /** The Goal Attainment T: 50 is as hoped. */
  attainment: Estimate;
  /** T from the day on which it was declared; null where nothing was known. */
  way: { day: string; t: number | null }[];
  /** Whole sentences about how it stands, and what is missing. */
  words: string[];
  history: { on: string; words: string }[];
  /** The address of its own page; null where it has none. */
  url: string | null;
}

/** What <lw-goal> shows: `config` is needed to declare, `goals` to show; mode "progress" shows the first. */
export interface GoalData {
  config: GoalConfig | null;
  goals: GoalView[];
}
