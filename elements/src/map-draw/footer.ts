/** What stands under the board: undo and redo, what was heard last, whether the map is saved, and the question before it is sent. */
import { html, nothing, type TemplateResult } from 'lit';
import { counted, say, told } from '../shared/texts';
import { type Sketch, unplaced } from './drawing';

/** Where the drawing is, as events and the page say it. */
export type DrawState = 'empty' | 'unsent' | 'sending' | 'waiting' | 'refused' | 'saved';

/** What the footer asks of the element. */
export interface Footer {
  state: DrawState;
  why: string;
  said: string;
  /** Whether the device keeps the map, and whether a drawing waits for an answer. */
  kept: boolean;
  pending: boolean;
  sends: boolean;
  past: number;
  future: number;
  /** Words shown once the map on the page is the saved one; null before. */
  thanks: string | null;
  undo: () => void;
  redo: () => void;
  send: () => void;
  again: () => void;
}

/** The footer. */
export function footer(f: Footer): TemplateResult {
  return html`<div class="footer"><div class="row"><button class="button" type="button" ?disabled=${!f.past} @click=${f.undo}>${say('draw.undo')}</button>
    <button class="button" type="button" ?disabled=${!f.future} @click=${f.redo}>${say('draw.redo')}</button>
    <p class="heard" role="status">${f.said}</p></div>
    <div class="row row--send"><p part="status" class="state state--${f.state}" role="status">${stateWords(f)}</p>${f.sends
      ? html`<button class="button button--strong" type="button" ?disabled=${f.state === 'sending' || f.state === 'saved'} @click=${f.send}>${say('draw.send')}</button>` : nothing}</div>
    ${f.thanks === null ? nothing : html`<p class="thanks"><slot name="thanks">${f.thanks}</slot></p>`}</div>`;
}

function stateWords(f: Footer): TemplateResult {
  const words = f.sends ? say(`state.${f.state}`, { why: f.why }) : f.state === 'unsent' ? say('state.kept') : '';
  if (!words) return html``;
  const again = f.state === 'waiting' || (f.state === 'refused' && f.pending);
  return html`<span class="state__mark" aria-hidden="true"></span><span>${words}${f.kept ? '' : ` ${say('state.not_kept')}`}${again
    ? html` <button class="link" type="button" @click=${f.again}>${say('state.again')}</button>` : nothing}</span>`;
}

/** Asked before a map is sent on which somebody or everybody stands nowhere. */
export function question(sketch: Sketch, send: () => void): TemplateResult {
  const waiting = unplaced(sketch);
  const words = sketch.actors.length ? counted('draw.ask_unplaced', waiting.length, { names: told(waiting.map((actor) => actor.name)) }) : say('draw.ask_empty');
  return html`<dialog aria-labelledby="ask"><form method="dialog"><p id="ask">${words}</p><div class="row"><button class="button" autofocus>${say('draw.go_on')}</button>
    <button class="button button--strong" @click=${send}>${say('draw.send_so')}</button></div></form></dialog>`;
}
