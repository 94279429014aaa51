/** What goes into `<lw-design-desk>` and what it asks for. The same in words: ../../contract.md. Unknown is null, in columns NaN; never 0. */

export type Better = 'more' | 'less' | '';

/** A column of candidates: `unit` "share" is shown in per cent; `log`: drawn on a logarithmic axis; `in_front`: the front is found over it. */
export interface Measure { key: string; title: string; unit: string; better: Better; digits: number; log: boolean; in_front: boolean; about: string }

/** Weights by measure, by which designs are ordered. */
export interface Preset { name: string; title: string; weights: Record<string, number> }

/** A column of numbers: base64 of little-endian numbers of the type. */
export interface Column { t: 'f4' | 'f8' | 'i4' | 'i2' | 'u1'; b: string }

/** One rule held against one part. */
export interface CheckJson {
  rule: string; part: string; value: number | null; limit: number | null; unit: string; sense: 'at most' | 'at least'; margin: number | null; change: string; holds: boolean;
}

/** How many combinations a rule ruled out, and what came nearest. */
export interface RejectedJson { rule: string; title: string; slot: string; count: number; nearest: CheckJson | null }

/** Candidates as they travel. */
export interface Wire {
  n: number; spec: Record<string, unknown>; quantity: number; currency: string; at_us: number | null; measures: Measure[]; presets: Preset[];
  values: Record<string, Column>; low: Record<string, Column>; high: Record<string, Column>; parts: Record<string, Column>; settings: Record<string, Column>;
  groups: { key: string; title: string; labels: string[]; codes: Column }[]; front: Column; binding: Column; bindings: string[];
  considered: number; dominated: number; kept_of: number; rejected: RejectedJson[]; notes: string[]; titles: Record<string, string>; partial?: boolean; regions?: string[];
}

/** One field of the form of requirements. */
export interface Field {
  name: string; title: string; help: string; kind: 'number' | 'integer' | 'text' | 'yes' | 'one' | 'several'; unit: string; default: unknown; minimum: number | null;
  maximum: number | null; step: number | null; options: [string | number, string][]; required: boolean; advanced: boolean;
}

/** Fields under one heading; `folded`: shown only when asked for. */
export interface Section { title: string; fields: Field[]; folded: boolean }

export type Standing = 'preferred' | 'allowed' | 'blocked';

/** The customer's choice of suppliers; `default` holds for those that are not named. */
export interface Choice { default: 'allowed' | 'blocked'; sellers: Record<string, Standing>; is_default?: boolean }

/** The data of the page. */
export interface DeskData {
  tool: { name: string; title: string; about: string; version: string; catalogue: string };
  form?: Section[]; schema?: Record<string, unknown>; spec: Record<string, unknown>; measures: Measure[]; presets: Preset[];
  quantity?: number; currency?: string; currencies?: string[]; region?: string; sellers?: { key: string; title: string }[]; choice?: Choice;
  urls: Record<string, string>; csrf?: string; answer?: Wire;
}

/** One candidate as the tool is asked about it: what its columns hold. */
export interface Row { parts: Record<string, number>; settings: Record<string, number>; groups: Record<string, number> }

/** What the tool says of a candidate. */
export interface Named { title: string; parts: Record<string, string>; turned: Record<string, number> }

/** A design that is kept: `address` names it together with for how many, in which currency and from whom; left out, its `hash` does. */
export interface Saved { hash: string; url: string; address?: string }

/** A refusal as the site words it; `field`: which field of the form it is about. */
export interface Problem { title: string; detail?: string; next_step?: string; field?: string; status?: number }
