/** Numbers as people read and hear them: times, lengths, paces. Unknown is a dash that is said as "not known". */
import { say, told } from 'engine/shared/texts';
import type { Unit } from '../contract';

/** Metres in a unit. */
export const LENGTH: Record<Unit, number> = { km: 1000, mile: 1609.344 };
const NONE = '–';

/** Whether a number is known. */
export function known(x: number | null | undefined): x is number {
  return x !== null && x !== undefined && Number.isFinite(x);
}

/** Seconds as a clock: 0:42, 12:05, 1:02:10; with a sign where it is asked. */
export function clock(seconds: number | null | undefined): string {
  if (!known(seconds)) return NONE;
  const whole = Math.round(Math.abs(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${seconds < 0 && whole ? '−' : ''}${h ? `${h}:${two(m)}` : m}:${two(s)}`;
}

/** Seconds in words: "1 hour 2 minutes 10 seconds". */
export function clockWords(seconds: number | null | undefined): string {
  if (!known(seconds)) return say('unknown');
  const whole = Math.round(Math.abs(seconds));
  const parts = ([['hour', Math.floor(whole / 3600)], ['minute', Math.floor(whole / 60) % 60], ['second', whole % 60]] as const)
    .filter(([, n]) => n > 0).map(([name, n]) => say(n === 1 ? `${name}.one` : name, { n }));
  return parts.length ? parts.join(' ') : say('second', { n: 0 });
}

/** Metres in the unit, with as many decimals as the length needs: 3.12 km. */
export function length(metres: number | null | undefined, unit: Unit, decimals = 2): string {
  return known(metres) ? say(`length.${unit}`, { n: (metres / LENGTH[unit]).toFixed(decimals) }) : NONE;
}

/** Metres in words: "3.12 kilometres". */
export function lengthWords(metres: number | null | undefined, unit: Unit): string {
  return known(metres) ? say(`length.words.${unit}`, { n: (metres / LENGTH[unit]).toFixed(2) }) : say('unknown');
}

/** The slowest pace that is told, in seconds a kilometre; who is slower stands. */
export const STANDING = 3600;

/** Seconds a kilometre from metres a second; STANDING where somebody stands, null where unknown. */
export function paceOf(speed: number | null | undefined): number | null {
  return known(speed) ? Math.min(1000 / Math.max(speed, 1e-3), STANDING) : null;
}

/** The bare pace in the unit: 4:32. */
export function paceNumber(secondsPerKm: number | null | undefined, unit: Unit): string {
  return known(secondsPerKm) ? clock((secondsPerKm * LENGTH[unit]) / 1000) : NONE;
}

/** A pace with its unit: 4:32 /km. */
export function pace(secondsPerKm: number | null | undefined, unit: Unit): string {
  return known(secondsPerKm) ? say(`pace.${unit}`, { n: paceNumber(secondsPerKm, unit) }) : NONE;
}

/** A pace in words: "4 minutes 32 seconds a kilometre". */
export function paceWords(secondsPerKm: number | null | undefined, unit: Unit): string {
  return known(secondsPerKm) ? say(`pace.words.${unit}`, { n: clockWords((secondsPerKm * LENGTH[unit]) / 1000) }) : say('unknown');
}

/** A whole number or a dash. */
export function whole(x: number | null | undefined): string {
  return known(x) ? String(Math.round(x)).replace('-', '−') : NONE;
}

/** Seconds ahead or behind with a sign: −0:12 is ahead, +1:04 behind. */
export function gap(seconds: number | null | undefined): string {
  if (!known(seconds)) return NONE;
  return Math.round(seconds) > 0 ? `+${clock(seconds)}` : clock(seconds);
}

/** The same in words: "12 seconds ahead", "level". */
export function gapWords(seconds: number | null | undefined): string {
  if (!known(seconds)) return say('unknown');
  const round = Math.round(seconds);
  return round === 0 ? say('gap.level') : say(round < 0 ? 'gap.ahead' : 'gap.behind', { n: clockWords(round) });
}

/** A day as people of the page's language write it; what is no day stays as it is. */
export function day(date: string, short = false): string {
  const at = new Date(date.length === 10 ? `${date}T00:00:00Z` : date);
  if (Number.isNaN(at.getTime())) return date;
  const locale = (typeof document === 'undefined' ? '' : document.documentElement.lang) || 'en-GB';
  return at.toLocaleDateString(locale === 'en' ? 'en-GB' : locale, { ...(short ? {} : { day: 'numeric' as const }), month: 'short', year: 'numeric', timeZone: 'UTC' });
}

/** Parts as one sentence's list. */
export function listed(parts: readonly string[]): string {
  return told(parts.filter(Boolean));
}
