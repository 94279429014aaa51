/** The elements of the running world; loading this module defines them. */
import { LwActivity } from './activity/element';
import { LwRouteCompare } from './route-compare/element';

export { setTexts } from 'engine/shared/texts';
export { LwActivity, LwRouteCompare };

const ELEMENTS: Record<string, CustomElementConstructor> = { 'lw-activity': LwActivity, 'lw-route-compare': LwRouteCompare };
for (const [name, element] of Object.entries(ELEMENTS)) if (!customElements.get(name)) customElements.define(name, element);
