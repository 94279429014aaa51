import { beforeAll, describe, expect, it } from 'vitest';
import type { FigureJson } from '../contract';
import { setTexts } from '../shared/texts';
import type { CardJson, FactorWords, FindingJson, HistoryPoint, ScorecardData } from './contract';
import { ENGLISH } from './english';
import { dataOf, findingsOf, headline, historyWords, lowest, mattersMost, mattersWords, nextStep, pieces, reachOf, rows } from './profile';

beforeAll(() => setTexts(ENGLISH));

const KEYS = ['success', 'audiences', 'sauce', 'partners', 'alignment', 'presence'];

function figure(value: number | null, low: number | null | undefined = value, high: number | null | undefined = value): FigureJson {
  return {
    name: 'x', kind: 'estimate', value, unit: '', low, high, level: 0.9, method: 'm', n: 60, n_unit: 'customers', n_customers: null, n_needed: null, source: '', observed_at: null,
    as_of: '', versions: { codebook: '', coder: '', code: '' }, warnings: value === null ? ['About 68 journeys are needed.'] : [],
    text: value === null ? 'not enough: n = 12, about 68 needed' : `${value.toFixed(2)} (${low?.toFixed(2)} to ${high?.toFixed(2)}, n = 60 customers)`, evidence: { query: 'q', n: 1, examples: [] },
  };
}

const factor = (key: string, i: number): FactorWords => ({ key, number: i + 1, title: key, asks: '?', axis: 'a', none: 'n', full: 'f', url: `/${key}/` });

/** Six axes from [value, low, high] by factor; a factor that is left out is not known. */
function made(axes: Record<string, [number, number, number]>, weakest: string, more: Partial<CardJson> = {}): ScorecardData {
  return {
    card: {
      scores: KEYS.map((key) => ({ factor: key, axis: figure(axes[key]?.[0] ?? null, axes[key]?.[1], axes[key]?.[2]), figures: [], findings: [], warnings: [] })),
      weakest, unknown: KEYS.filter((key) => !axes[key]), weighed: {}, weakest_for: {}, warnings: [], simulated: false, definitions: '1', ...more,
    },
    factors: KEYS.map(factor).reverse(),
  };
}

const AXES: Record<string, [number, number, number]> = { success: [0.5, 0.45, 0.55], audiences: [0.6, 0.5, 0.7], sauce: [0.34, 0.21, 0.46], partners: [0.7, 0.6, 0.8], alignment: [0.18, 0.04, 0.3] };

describe('what to do first', () => {
  const finding = (factor: string, kind: 'act' | 'watch', next_step: string): FindingJson => ({ key: 'k', factor, kind, words: 'W.', figures: [], about: '', next_step });

  it('is a step of the weakest link where there is one, else the first of any', () => {
    const findings = [finding('success', 'act', 'Ask.'), finding('alignment', 'watch', 'Wait.'), finding('alignment', 'act', 'Pay.')];
    expect(nextStep(made(AXES, 'alignment', { findings }).card)).toBe('Pay.');
    expect(nextStep(made(AXES, 'sauce', { findings }).card)).toBe('Ask.');
  });

  it('is nothing where nothing is said to be done', () => {
    expect(nextStep(made(AXES, 'alignment', { findings: [finding('alignment', 'watch', 'Wait.')] }).card)).toBe('');
    expect(nextStep(made(AXES, 'alignment').card)).toBe('');
  });
});

describe('the rows', () => {
  it('stand in the order of the factors, whatever their order in the data', () => {
    expect(rows(made(AXES, 'alignment')).map((row) => row.factor.key)).toEqual(KEYS);
  });

  it('have neither bar nor value where too little is known, and say what is needed', () => {
    const row = rows(made(AXES, 'alignment'))[5]!;
    expect([row.reach, row.value, row.interval, row.weakest]).toEqual([null, '', '', false]);
    expect(row.needed).toEqual(['not enough: n\u00a0=\u00a012, about 68 needed', 'About 68 journeys are needed.']);
  });

  it('never draw a value without its interval', () => {
    expect(reachOf({ ...figure(0.4), low: null })).toBeNull();
    expect(reachOf({ ...figure(0.4), low: null }, true)).toEqual({ value: 0.4, low: 0.4, high: 0.4 });
    expect(reachOf(figure(0.4, -0.2, 1.3))).toEqual({ value: 0.4, low: 0, high: 1 });
  });

  it('show the weights of both on one scale', () => {
    const shares = (each: number): Record<string, FigureJson> => Object.fromEntries(KEYS.map((key) => [key, figure(each, each - 0.05, each + 0.3)]));
    const all = rows(made(AXES, 'alignment', { weighed: { owner: { n: 1, shares: shares(0.2) }, customers: { n: 40, shares: shares(0.31) } } }));
    expect(mattersMost(all)).toBeCloseTo(0.61, 9);
    expect(mattersWords(all[0]!)).toBe('owner 20 %, customers 31 %');
    expect(mattersWords(all[0]!, true)).toBe('owner 20 %, customers 31 % (26 to 61 %)');
    expect(mattersWords(rows(made(AXES, ''))[0]!)).toBe('');
  });

  it('come from a card alone too, as the machines’ door answers it', () => {
    const { card, factors } = made(AXES, 'alignment');
    expect(rows(dataOf({ ...card, factors })).map((row) => row.value)).toEqual(rows(dataOf({ card, factors })).map((row) => row.value));
  });
});

describe('what is said first', () => {
  const said = (data: ScorecardData): ReturnType<typeof headline> => headline(data.card, rows(data));

  it('is the weakest link with its lower bound, and whom it overlaps with', () => {
    const found = said(made(AXES, 'alignment'));
    expect(found.title).toBe('Weakest link: alignment');
    expect(found.sentences).toEqual(['Its lower bound is 0.04, the lowest of the 5 factors that are known.', 'That is not settled: the interval of «sauce» overlaps with its own, so it may be the weaker one.']);
    expect(found.beside).toEqual(['Too little is known of «presence».']);
    expect(lowest(rows(made(AXES, 'alignment')))).toBe(0.04);
  });

  it('says that it is settled only where no other interval reaches as low', () => {
    expect(said(made({ success: [0.5, 0.45, 0.55], alignment: [0.18, 0.04, 0.3] }, 'alignment')).sentences[1]).toBe('The intervals of all other factors that are known lie above its own.');
    expect(said(made({ success: [0.5, 0.45, 0.55] }, 'success')).sentences).toEqual(['Its lower bound is 0.45. It is the only factor that is known.']);
  });

  it('names none where nothing is known', () => {
    expect(said(made({}, ''))).toEqual({ title: 'Nothing is known yet', sentences: ['A weakest link needs two factors that are known.'], beside: [] });
  });

  it('says where most is missing by somebody’s weights where that is another factor', () => {
    const by = (weakest_for: CardJson['weakest_for']): string => said(made(AXES, 'alignment', { weakest_for })).beside[1] ?? '';
    expect(by({ owner: 'alignment', customers: 'sauce' })).toBe('By the customers’ own weights most is missing at «sauce».');
    expect(by({ owner: 'success', customers: 'alignment' })).toBe('By the owner’s weights most is missing at «success».');
    expect(by({ owner: 'success', customers: 'sauce' })).toContain('at «sauce», by the owner’s at «success»');
    expect(by({ owner: 'sauce', customers: 'sauce' })).toContain('By the owner’s weights and by the customers’ own');
    expect(by({ owner: 'alignment', customers: 'alignment' })).toBe('');
  });
});

describe('a history', () => {
  const point = (day: string, value: number | null, definitions = '1'): HistoryPoint => ({ as_of: day, value, low: value === null ? null : value - 0.1, high: value === null ? null : value + 0.1, definitions });

  it('joins no run over one that is not known, nor over other definitions', () => {
    const found = pieces([point('2026-01-01', 0.2, '0'), point('2026-02-01', 0.3), point('2026-03-01', null), point('2026-04-01', 0.4), point('2026-05-01', 0.5)]);
    expect(found.map((piece) => piece.map(({ point: each }) => each.value))).toEqual([[0.2], [0.3], [0.4, 0.5]]);
    expect([found[0]![0]!.at, found[2]![1]!.at]).toEqual([0, 1]);
  });

  it('calls nothing a change that is not larger than its uncertainty', () => {
    expect(historyWords([point('2026-01-01', 0.4), point('2026-02-01', 0.5)])).toBe('no change since 2026-01-01 that is larger than its uncertainty');
    expect(historyWords([point('2026-01-01', 0.2), point('2026-02-01', 0.6)])).toBe('up from 0.20 to 0.60 since 2026-01-01');
    expect(historyWords([point('2026-01-01', 0.7), point('2026-02-01', 0.2)])).toBe('down from 0.70 to 0.20 since 2026-01-01');
    expect(historyWords([point('2026-01-01', 0.7)])).toBe('first time');
    expect(historyWords([point('2026-01-01', null), point('2026-02-01', 0.2)])).toBe('too little is known over time');
  });

  it('compares only what goes by the same definitions as the newest', () => {
    expect(historyWords([point('2026-01-01', 0.1, '0'), point('2026-02-01', 0.6), point('2026-03-01', 0.6)])).toContain('since 2026-02-01');
  });
});

it('what is to be done stands before what goes well', () => {
  const finding = (kind: 'good' | 'watch' | 'act'): CardJson['scores'][number]['findings'][number] => ({ key: kind, factor: 'sauce', kind, words: '', figures: [], about: '', next_step: '' });
  const score = { factor: 'sauce', axis: figure(0.5), figures: [], findings: [finding('good'), finding('act'), finding('watch')], warnings: [] };
  expect(findingsOf(score).map((each) => each.kind)).toEqual(['act', 'watch', 'good']);
});
