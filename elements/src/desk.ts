/** The elements of tools: a module of its own, so that pages without a tool stay light. Loading it defines them. */
import { LwDesignDesk } from './design-desk/element';
import { LwLines } from './lines/element';
import { LwShares } from './shares/element';

export { setTexts } from './shared/texts';
export { LwDesignDesk, LwLines, LwShares };

const ELEMENTS: Record<string, CustomElementConstructor> = { 'lw-design-desk': LwDesignDesk, 'lw-lines': LwLines, 'lw-shares': LwShares };
for (const [name, element] of Object.entries(ELEMENTS)) if (!customElements.get(name)) customElements.define(name, element);
