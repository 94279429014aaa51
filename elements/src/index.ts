/** All elements; loading this module defines them. */
import { LwConstellation } from './constellation/element';
import { LwFigure } from './figure/element';
import { LwGoal } from './goal/element';
import { LwMapDraw } from './map-draw/element';
import { LwTypeBar } from './type-bar/element';

export { setTexts } from './shared/texts';
export { LwConstellation, LwFigure, LwGoal, LwMapDraw, LwTypeBar };

const ELEMENTS: Record<string, CustomElementConstructor> = {
  'lw-constellation': LwConstellation, 'lw-figure': LwFigure, 'lw-goal': LwGoal, 'lw-map-draw': LwMapDraw, 'lw-type-bar': LwTypeBar,
};
for (const [name, element] of Object.entries(ELEMENTS)) if (!customElements.get(name)) customElements.define(name, element);
