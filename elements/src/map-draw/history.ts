/** Undo and redo over immutable states. */

const STEPS_MAX = 200;

/** A state with what came before and what was undone. */
export interface History<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
}

/** A history that begins here. */
export function begun<T>(now: T): History<T> {
  return { past: [], now, future: [] };
}

/** A new state; what was undone is gone. The same state again is no step. */
export function stepped<T>(history: History<T>, now: T): History<T> {
  if (now === history.now || JSON.stringify(now) === JSON.stringify(history.now)) return history;
  return { past: [...history.past.slice(1 - STEPS_MAX), history.now], now, future: [] };
}

/** One step back; the same history where there is none. */
export function undone<T>(history: History<T>): History<T> {
  if (!history.past.length) return history;
  return { past: history.past.slice(0, -1), now: history.past[history.past.length - 1]!, future: [history.now, ...history.future] };
}

/** One step forward again; the same history where there is none. */
export function redone<T>(history: History<T>): History<T> {
  if (!history.future.length) return history;
  return { past: [...history.past, history.now], now: history.future[0]!, future: history.future.slice(1) };
}
