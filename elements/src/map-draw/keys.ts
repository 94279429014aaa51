/** The keyboard on an actor of the board. */

/** What keys may do. */
export interface KeyActions {
  /** One ring nearer (-1) or farther away (1). */
  ring: (by: 1 | -1) => void;
  /** Around the self, in degrees, clockwise. */
  turn: (degrees: number) => void;
  size: (by: number) => void;
  remove: () => void;
  link: () => void;
  choose: () => void;
}

/** Do what a key means; whether it means anything. */
export function pressed(event: KeyboardEvent, act: KeyActions): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const keys: Record<string, () => void> = {
    ArrowUp: () => act.ring(-1), ArrowDown: () => act.ring(1), ArrowLeft: () => act.turn(-10), ArrowRight: () => act.turn(10),
    '+': () => act.size(0.1), '=': () => act.size(0.1), '-': () => act.size(-0.1), Delete: act.remove, Backspace: act.remove,
    l: act.link, L: act.link, Enter: act.choose, ' ': act.choose,
  };
  const action = keys[event.key];
  if (!action) return false;
  event.preventDefault();
  action();
  return true;
}

/** Undo (-1) or redo (1) by Ctrl or Cmd with Z or Y; 0 for any other key, and while a text is being typed. */
export function historyKey(event: KeyboardEvent): -1 | 0 | 1 {
  if (!(event.ctrlKey || event.metaKey) || (event.composedPath()[0] as Element).matches('input[type="text"]')) return 0;
  const key = event.key.toLowerCase();
  if (key === 'y' || (key === 'z' && event.shiftKey)) return 1;
  return key === 'z' ? -1 : 0;
}
