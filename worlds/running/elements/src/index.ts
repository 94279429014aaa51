/** The elements of the running world; loading this module defines them. */
import { LwActivity } from './activity/element';

export { setTexts } from 'engine/shared/texts';
export { LwActivity };

const ELEMENTS: Record<string, CustomElementConstructor> = { 'lw-activity': LwActivity };
for (const [name, element] of Object.entries(ELEMENTS)) if (!customElements.get(name)) customElements.define(name, element);
