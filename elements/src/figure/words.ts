/** A figure's text in three parts, as lifeworld.kit.figure_html.figure_words: the value, its interval, what it was counted over. */
import type { FigureJson } from '../contract';
import { counted, number, say } from '../shared/texts';

/** "" where a part is missing. */
export interface FigureWords {
  value: string;
  interval: string;
  basis: string;
}

const NOT_ENOUGH = 'not enough: ';

/** The parts of a figure's own text. An estimate whose interval is missing gives a reason and never its number. */
export function figureWords(figure: FigureJson): FigureWords {
  if (lacksInterval(figure)) return { value: say('figure.no_interval'), interval: '', basis: `n = ${number(figure.n)} ${figure.n_unit}` };
  const text = figure.text.replace(/(?<!\w)-(?=\d)/g, '\u2212');
  if (figure.value === null && text.startsWith(NOT_ENOUGH)) {
    const at = text.indexOf(', ');
    return at < 0 ? { value: text, interval: '', basis: '' } : { value: text.slice(0, at), interval: '', basis: text.slice(at + 2) };
  }
  const at = text.indexOf(' (');
  if (figure.value === null || figure.kind === 'count' || !text.endsWith(')') || at < 0) return { value: text, interval: '', basis: '' };
  const [value, rest] = [text.slice(0, at), text.slice(at + 2, -1)];
  if (figure.kind === 'reading') return { value, interval: '', basis: rest };
  const comma = rest.indexOf(', ');
  return comma < 0 ? { value, interval: rest, basis: '' } : { value, interval: rest.slice(0, comma), basis: rest.slice(comma + 2) };
}

/** Whether the figure is an estimate with a number but without both ends of its interval. */
export function lacksInterval(figure: FigureJson): boolean {
  return figure.kind === 'estimate' && figure.value !== null && (figure.low === null || figure.high === null);
}

/** The ends of the scale for the interval bar: 0 to 1 for shares, else what holds the interval and 0. */
export function scaleOf(figure: FigureJson): [number, number] | null {
  if (figure.kind !== 'estimate' || lacksInterval(figure)) return null;
  if (figure.unit === 'share') return (figure.low ?? 0) < 0 ? [-1, 1] : [0, 1];
  const [low, high] = [Math.min(0, figure.low ?? 0), Math.max(0, figure.high ?? 0)];
  return figure.value === null ? null : [low * 1.1, high * 1.1 || 1];
}

/** Terms under the evidence: how the figure was made. */
export function terms(figure: FigureJson): [string, string][] {
  const level = figure.kind === 'estimate' && figure.level ? say('figure.level', { p: `${Math.round(100 * figure.level)} %` }) : '';
  const all: [string, string][] = [
    ['in_words', lacksInterval(figure) ? say('figure.no_interval') : figure.text], ['method', [figure.method, level].filter(Boolean).join(say('list.comma'))],
    ['as_of', figure.as_of], ['codebook', figure.versions?.codebook ?? ''], ['coder', figure.versions?.coder ?? ''], ['code', figure.versions?.code ?? ''],
    ['evidence_is', figure.evidence.query],
  ];
  return all.filter(([, words]) => words).map(([key, words]) => [say(`figure.${key}`), words]);
}

/** How much evidence is not among the examples. */
export function more(figure: FigureJson): string {
  const left = Math.max(figure.evidence.n - figure.evidence.examples.length, 0);
  return left ? counted('figure.more', left) : '';
}
