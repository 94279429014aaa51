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
