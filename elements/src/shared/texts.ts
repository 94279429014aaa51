/**
 * Every word that the elements say, in English by default. A page in another language gives its own: an object in a
 * `<script type="application/json" id="lw-texts">`, or `setTexts({...})`. `{name}` is filled in; what is missing stays English.
 */
import { ENGLISH } from './english';

let texts: Record<string, string> = ENGLISH;
let read = false;

/** Replace some of the words; elements drawn before keep theirs until they are drawn again. */
export function setTexts(own: Record<string, string>): void {
  read = true;
  texts = { ...ENGLISH, ...own };
}

/** The words of a key with its gaps filled; a key without words says itself, so that nothing is silently empty. */
export function say(key: string, gaps: Record<string, string | number> = {}): string {
  if (!read) fromPage();
  const words = texts[key] ?? key.replace(/^.*\./, '').replaceAll('_', ' ');
  return words.replace(/\{(\w+)\}/g, (all, name: string) => (name in gaps ? String(gaps[name]) : all));
}

/** The words for a count: the key with ".one" beside 1. */
export function counted(key: string, n: number, gaps: Record<string, string | number> = {}): string {
  return say(n === 1 ? `${key}.one` : key, { n: number(n), ...gaps });
}

/** A whole number with separators of thousands. */
export function number(n: number): string {
  return n.toLocaleString('en-US');
}

/** Words as a list in a sentence: "a", "a and b", "a, b and c". */
export function told(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(say('list.comma'))}${say('list.and')}${parts[parts.length - 1]}`;
}

function fromPage(): void {
  if (typeof document === 'undefined' || document.readyState === 'loading') return;
  read = true;
  const own = document.getElementById('lw-texts')?.textContent;
  if (own) texts = { ...ENGLISH, ...(JSON.parse(own) as Record<string, string>) };
}
