/** The chart of gaps: the reference is the straight line, ahead is up. */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { say } from 'engine/shared/texts';
import type { Column, RouteData, Run, Unit } from '../contract';
import { area, path, round, stretches } from '../shared/line';
import { day, gap, known, LENGTH } from '../shared/quantities';
import { clockStep, quantile, type Scale, scale, step, ticks } from '../shared/scale';
import { apart, type Chosen, endGap, gaps, LETTERS, lined } from './compare';

const [LEFT, RIGHT, TOP, FOOT, HILLS] = [52, 34, 26, 24, 46];

export interface Line { run: Run; gaps: Column; d: string; slot: number }

export interface GapChart {
  width: number;
  height: number;
  x: Scale;
  y: Scale;
  lines: Line[];
  ticks: { y: number; words: string; zero: boolean }[];
  along: { x: number; words: string }[];
  hills: string;
  floor: number;
  labels: { y: number; from: number; slot: number }[];
}

/** The chart in pixels. Gaps beyond the scale run out of its edge. */
export function gapChart(data: RouteData, reference: Run, chosen: Chosen, unit: Unit, width: number): GapChart {
  const height = width < 560 ? 250 : 300;
  const hasHills = !!data.altitude_m?.some(known);
  const [floor, bottom] = [height - FOOT, height - FOOT - (hasHills ? HILLS : 0)];
  const x = scale(data.grid_m[0] ?? 0, data.grid_m[data.grid_m.length - 1] ?? 1, LEFT, width - RIGHT);
  const all = data.runs.filter(lined).map((run) => ({ run, gaps: gaps(run, reference), slot: chosen.indexOf(run.id) }));
  const strong = all.filter((each) => each.slot >= 0).flatMap((each) => each.gaps.filter(known));
  const weak = all.flatMap((each) => each.gaps.filter(known));
  const low = Math.min(quantile(strong, 0) ?? 0, quantile(weak, 0.02) ?? 0, -5);
  const high = Math.max(quantile(strong, 1) ?? 0, quantile(weak, 0.98) ?? 0, 5);
  const y = scale(low, high, TOP + 8, bottom - 8); // behind is positive and stands below
  const by = clockStep((high - low) / 5);
  const px = data.grid_m.map(x.at);
  const hills = hasHills ? hillsOf(data.altitude_m!, px, floor) : '';
  const lines = all.map((each) => ({ ...each, d: path(stretches(px, each.gaps.map((value) => (known(value) ? y.beyond(value) : null)), new Set())) }));
  const drawn = lines.filter((each) => each.slot >= 0 && endGap(each.gaps) !== null);
  const wanted = drawn.map((each) => y.at(endGap(each.gaps) ?? 0));
  const placed = apart(wanted, 17, TOP + 4, bottom - 4);
  const every = step((x.high - x.low) / LENGTH[unit] / Math.max(2, Math.floor((width - LEFT) / 70)));
  return {
    width, height, x, y, lines, hills, floor, labels: drawn.map((each, i) => ({ y: placed[i]!, from: wanted[i]!, slot: each.slot })),
    ticks: ticks(low, high, by).map((at) => ({ y: y.at(at), words: gap(at), zero: at === 0 })),
    along: ticks(x.low / LENGTH[unit], x.high / LENGTH[unit], every).map((at) => ({ x: x.at(at * LENGTH[unit]), words: String(at) })),
  };
}

function hillsOf(altitude: Column, px: readonly number[], floor: number): string {
  const [low, high] = [quantile(altitude, 0)!, quantile(altitude, 1)!];
  const y = scale(low, Math.max(high, low + 30), floor - 3, floor - HILLS + 10);
  return area(stretches(px, altitude.map((each) => (known(each) ? y.at(each) : null)), new Set()), floor);
}

/** The letter of a place in a disc of its colour. */
export function letter(slot: number, x: number, y: number): SVGTemplateResult {
  return svg`<g class="letter r-${slot}" transform="translate(${round(x)},${round(y)})"><circle r="7.6"/><text y="3.6">${LETTERS[slot]}</text></g>`;
}

/** The chart as a picture. */
export function gapsPicture(chart: GapChart, reference: Run, unit: Unit, which: string, lit: string, id: string): TemplateResult {
  const { width, height, x } = chart;
  const weak = chart.lines.filter((each) => each.slot < 0);
  const strong = chart.lines.filter((each) => each.slot >= 0);
  return html`<svg part="gaps" class="gaps" role="img" aria-label=${say('gaps.words', { reference: which, date: day(reference.date) })} viewBox="0 0 ${width} ${height}" width=${width} height=${height}>
    <text class="chart__title" x="0" y="13">${say('gaps.unit')}<tspan class="chart__how" dx="8">↑ ${say('gaps.axis')}</tspan></text>
    ${chart.hills ? svg`<path class="hills" d=${chart.hills}/><text class="tick" x=${x.from - 7} y=${chart.floor - 4}>${say('gaps.altitude')}</text>` : nothing}
    <path class="grid" d=${chart.ticks.map((tick) => `M${x.from},${round(tick.y)}H${x.to}`).join('')}/>
    ${chart.ticks.map((tick) => svg`<text class="tick" x=${x.from - 7} y=${round(tick.y + 3.5)}>${tick.words}</text>`)}
    <clipPath id="${id}-clip"><rect x=${x.from} y=${chart.y.from - 8} width=${x.to - x.from} height=${chart.y.to - chart.y.from + 16}/></clipPath>
    <g clip-path="url(#${id}-clip)">${weak.map((each) => svg`<path class="run ${each.run.id === lit ? 'is-lit' : ''}" d=${each.d}/>`)}</g>
    <path class="zero" d="M${x.from},${round(chart.y.at(0))}H${x.to}"/>
    <g clip-path="url(#${id}-clip)">${strong.map((each) => svg`<path class="run run--strong r-${each.slot} ${each.run.id === lit ? 'is-lit' : ''}" d=${each.d}/>`)}</g>
    ${chart.labels.map((each) => svg`<path class="leader" d="M${x.to + 1},${round(each.from)}L${x.to + 10},${round(each.y)}"/>${letter(each.slot, x.to + 19, each.y)}`)}
    <g class="axis">${chart.along.map((tick) => svg`<text x=${round(tick.x)} y=${height - 6}>${tick.words}</text>`)}<text class="axis__unit" x=${x.from - 8} y=${height - 6}>${say(`unit.short.${unit}`)}</text></g>
    <g class="cursor" data-cursor="gaps" visibility="hidden"><path class="cursor__line" d="M0,18V${chart.floor + 3}"/>${strong.map((each) => svg`<circle class="cursor__dot r-${each.slot}" data-dot=${each.slot} r="4"/>`)}</g></svg>`;
}
