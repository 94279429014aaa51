/** Style sheets as constructable sheets: no <style> and no style attribute, so that a strict policy holds. */
import { type CSSResult, unsafeCSS } from 'lit';
import tokens from './tokens.css?inline';

/** The tokens and an element's own styles. */
export function sheets(own: string): CSSResult[] {
  return [unsafeCSS(tokens), unsafeCSS(own)];
}
