/** The form of requirements: which fields a schema asks for, what stands in them, and which specification that is. */
import { say } from '../shared/texts';
import type { DeskData, Field, Section } from './contract';
import { given, parsed, typed } from './numbers';

/** What stands in the fields, by name. */
export type Typed = Record<string, string | boolean | string[]>;

/** What the fields say: a specification, and what is wrong by field. */
export interface ReadForm { spec: Record<string, unknown>; wrong: Record<string, string> }

type Schema = Record<string, unknown>;

/** The sections of the page's form; made of its schema where the page gives none. */
export function sectionsOf(data: DeskData): Section[] {
  return data.form ?? (data.schema ? fromSchema(data.schema) : []);
}

/** The form of a JSON Schema, which is one object of properties: x-unit, x-group, x-advanced, x-step, x-options are our own words. */
export function fromSchema(schema: Schema): Section[] {
  const required = new Set((schema.required as string[] | undefined) ?? []);
  const sections = new Map<string, Section>();
  for (const [name, property] of Object.entries((schema.properties ?? {}) as Record<string, Schema>)) {
    const advanced = property['x-advanced'] === true;
    const title = String(property['x-group'] ?? '');
    const key = `${title}\n${advanced}`;
    if (!sections.has(key)) sections.set(key, { title, fields: [], folded: advanced });
    sections.get(key)!.fields.push(field(name, property, required.has(name), advanced));
  }
  return [...sections.values()].sort((a, b) => Number(a.folded) - Number(b.folded));
}

function field(name: string, property: Schema, required: boolean, advanced: boolean): Field {
  const types = [property.type].flat();
  const type = types.find((each) => each !== 'null') as string | undefined;
  const of = (type === 'array' ? property.items : property) as Schema | undefined;
  const named = (property['x-options'] ?? {}) as Record<string, string>;
  const listed = of?.oneOf as { const: string | number; title?: string }[] | undefined;
  const options = listed ? listed.map((each) => [each.const, each.title ?? String(each.const)] as [string | number, string])
    : ((of?.enum ?? []) as (string | number | null)[]).filter((each) => each !== null).map((each) => [each, named[String(each)] ?? String(each)] as [string | number, string]);
  const kind = type === 'boolean' ? 'yes' : type === 'array' ? 'several' : options.length ? 'one' : type === 'number' || type === 'integer' ? type : 'text';
  const limit = (...keys: string[]): number | null => keys.map((key) => property[key]).find((each) => typeof each === 'number') as number | undefined ?? null;
  return {
    name, title: String(property.title ?? name), help: String(property.description ?? ''), kind, unit: String(property['x-unit'] ?? ''), default: property.default ?? null,
    minimum: limit('minimum', 'exclusiveMinimum'), maximum: limit('maximum', 'exclusiveMaximum'), step: limit('x-step', 'multipleOf'), options, required, advanced,
  };
}

/** What stands in the fields for a specification. */
export function typedOf(sections: readonly Section[], spec: Readonly<Record<string, unknown>>): Typed {
  const fields = sections.flatMap((section) => section.fields);
  return Object.fromEntries(fields.map((each) => {
    const value = spec[each.name] ?? each.default;
    if (each.kind === 'yes') return [each.name, value === true];
    if (each.kind === 'several') return [each.name, Array.isArray(value) ? value.map(String) : []];
    if (each.kind === 'number' || each.kind === 'integer') return [each.name, typed(value, each.unit)];
    return [each.name, value === null || value === undefined ? '' : String(value)];
  }));
}

/** What the fields say. Empty fields that need not be filled are left out. */
export function readForm(sections: readonly Section[], from: Typed): ReadForm {
  const read: ReadForm = { spec: {}, wrong: {} };
  for (const each of sections.flatMap((section) => section.fields)) {
    const value = from[each.name];
    if (each.kind === 'yes') read.spec[each.name] = value === true;
    else if (each.kind === 'several') {
      const picked = Array.isArray(value) ? value : [];
      if (picked.length) read.spec[each.name] = each.options.filter(([option]) => picked.includes(String(option))).map(([option]) => option);
    } else readOne(each, String(value ?? '').trim(), read);
  }
  return read;
}

function readOne(each: Field, text: string, read: ReadForm): void {
  if (!text) {
    if (each.required) read.wrong[each.name] = say('desk.wrong.missing', { title: each.title });
    return;
  }
  if (each.kind === 'text') read.spec[each.name] = text;
  else if (each.kind === 'one') {
    const option = each.options.find(([value]) => String(value) === text);
    if (option) read.spec[each.name] = option[0];
  } else {
    const value = parsed(text, each.unit);
    const wrong = trouble(each, value);
    if (wrong) read.wrong[each.name] = wrong;
    else read.spec[each.name] = value;
  }
}

function trouble(each: Field, value: number | null): string {
  if (value === null) return say('desk.wrong.number', { unit: each.unit && each.unit !== 'share' ? each.unit : '' }).replace(' ()', '');
  if (each.kind === 'integer' && !Number.isInteger(value)) return say('desk.wrong.whole');
  if (each.minimum !== null && value < each.minimum) return say('desk.wrong.low', { limit: given(each.minimum, each.unit) });
  if (each.maximum !== null && value > each.maximum) return say('desk.wrong.high', { limit: given(each.maximum, each.unit) });
  return '';
}

/** The field that a refusal is about: the one it names, or whose name or title it quotes; "" where it is about none. */
export function fieldOf(sections: readonly Section[], problem: { field?: string; title: string; detail?: string }): string {
  const fields = sections.flatMap((section) => section.fields);
  if (problem.field && fields.some((each) => each.name === problem.field)) return problem.field;
  const words = `${problem.title} ${problem.detail ?? ''}`;
  return fields.find((each) => words.includes(`«${each.name}»`) || words.includes(`«${each.title}»`))?.name ?? '';
}
