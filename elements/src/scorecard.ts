/** The elements of the scorecard: a module of its own, so that other pages stay light. Loading it defines them, and the figure they open to. */
import { LwChart } from './chart/element';
import { LwEffect } from './effect/element';
import { LwFigure } from './figure/element';
import { LwScorecard } from './scorecard/element';

export { setTexts } from './shared/texts';
export { LwChart, LwEffect, LwScorecard };

const ELEMENTS: Record<string, CustomElementConstructor> = {
  'lw-chart': LwChart, 'lw-effect': LwEffect, 'lw-scorecard': LwScorecard, 'lw-figure': LwFigure,
};
for (const [name, element] of Object.entries(ELEMENTS)) if (!customElements.get(name)) customElements.define(name, element);
