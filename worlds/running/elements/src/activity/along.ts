/** The charts as a picture, and what stands at a point of the run in words. */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { say } from 'engine/shared/texts';
import type { Unit } from '../contract';
import { round } from '../shared/line';
import { clock, clockWords, known, length, lengthWords, pace, paceWords, STANDING, whole } from '../shared/quantities';
import { type Chart, LEFT, type Stack } from './charts';
import type { Axis, Ready, Series } from './run';

/** A value with its unit, as people read it or (`spoken`) hear it. */
export function valueWords(series: Series, value: number | null | undefined, unit: Unit, spoken = false): string {
  if (!known(value)) return spoken ? '' : '–';
  if (series === 'pace' && value >= STANDING) return say('standing');
  if (series === 'pace') return spoken ? paceWords(value, unit) : pace(value, unit);
  const key = `${series}${spoken ? '.words' : ''}`;
  return series === 'altitude' ? say(`${key}.${unit}`, { n: whole(unit === 'mile' ? value / 0.3048 : value) }) : say(key, { n: whole(value) });
}

/** A point in a sentence: "3.12 kilometres, after 14 minutes 9 seconds, 4 minutes 32 seconds a kilometre, altitude 48 metres, 151 beats a minute". */
export function pointWords(run: Ready, at: number | null, unit: Unit, shown: readonly Series[]): string {
  if (at === null) return say('cursor.none');
  const missing = run.missing.find((each) => each.to === at);
  const parts = [lengthWords(run.distance[at], unit), say('cursor.after', { time: clockWords(run.time[at]) }), ...shown.map((series) => valueWords(series, run.values[series][at], unit, true))];
  return `${parts.filter(Boolean).join(say('list.comma'))}${missing ? `. ${say('cursor.missing', { why: say(`chart.${missing.why}`) })}` : ''}`;
}

/** The charts; the cursor's line, dots and values are moved by the element. */
export function chartsPicture(stack: Stack, unit: Unit, axis: Axis, id: string, lit: [number, number] | null): TemplateResult {
  const { width, height } = stack;
  const last = stack.charts[stack.charts.length - 1];
  return html`<svg part="charts" class="charts" viewBox="0 0 ${width} ${height}" width=${width} height=${height}>
    <defs><pattern id="${id}-gap" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0,0V6"/></pattern>
      <pattern id="${id}-hidden" width="6" height="6" patternUnits="userSpaceOnUse"><circle class="dots" cx="2" cy="2" r="0.9"/></pattern></defs>
    ${stack.charts.map((chart) => oneChart(chart, stack, unit, id, lit))}
    <g class="axis" aria-hidden="true">${last ? stack.ticks.map((tick) => svg`<text x=${round(tick.x)} y=${last.bottom + 17}>${tick.words}</text>`) : nothing}
      ${last ? svg`<text class="axis__unit" x="${LEFT - 8}" y=${last.bottom + 17}>${say(axis === 'time' ? 'chart.axis.time' : `chart.axis.distance.${unit}`)}</text>` : nothing}</g>
    <g class="cursor" data-cursor="charts" visibility="hidden" aria-hidden="true"><path class="cursor__line" d="M0,14V${(last?.bottom ?? 0) + 3}"/>
      ${stack.charts.map((chart) => svg`<circle class="cursor__dot s-${chart.series}" data-dot=${chart.series} r="4.2"/>`)}</g></svg>`;
}

/** The title of a series with its unit. */
export function titleOf(series: Series, unit: Unit): string {
  return say(series === 'pace' || series === 'altitude' ? `chart.${series}.${unit}` : `chart.${series}`);
}

function oneChart(chart: Chart, stack: Stack, unit: Unit, id: string, lit: [number, number] | null): SVGTemplateResult {
  const { series, top, bottom } = chart;
  const title = titleOf(series, unit);
  const [left, right] = [stack.x.from, stack.x.to];
  return svg`<g class="chart s-${series}" role="img" aria-label=${say('chart.words', {
    title, low: valueWords(series, series === 'pace' ? chart.high : chart.low, unit, true), high: valueWords(series, series === 'pace' ? chart.low : chart.high, unit, true) })}>
    <text class="chart__title" x="0" y=${chart.title}>${title}${series === 'pace' ? svg`<tspan class="chart__how" dx="8">↑ ${say(stack.width < 480 ? 'chart.faster.short' : 'chart.faster')}</tspan>` : nothing}${
      chart.second ? svg`<tspan class="chart__how" dx="8">┄ ${say('chart.adjusted')}</tspan>` : nothing}</text>
    <text class="chart__value" data-value=${series} x=${right} y=${chart.title}></text>
    ${lit ? svg`<rect class="litband" x=${round(lit[0])} y=${top} width=${round(Math.max(lit[1] - lit[0], 1))} height=${bottom - top}/>` : nothing}
    <path class="grid" d=${chart.ticks.map((tick) => `M${left},${round(tick.y)}H${right}`).join('')}/>
    ${chart.ticks.map((tick) => svg`<text class="tick" x=${left - 7} y=${round(tick.y + 3.5)}>${tick.words}</text>`)}
    ${stack.bands.map((band) => band.width >= 3 ? svg`<rect class="band" x=${round(band.x)} y=${top} width=${round(band.width)} height=${bottom - top} fill="url(#${id}-${band.why === 'hidden' ? 'hidden' : 'gap'})"/>`
      : svg`<path class="thin thin--${band.why}" d="M${round(band.x + band.width / 2)},${top}V${bottom}"/>`)}
    ${chart.area ? svg`<path class="chart__area" d=${chart.area}/>` : nothing}${chart.second ? svg`<path class="chart__second" d=${chart.second}/>` : nothing}
    <path class="chart__line" d=${chart.line}/></g>`;
}

/** The missing steps in words, the longest first, at most five; and what stands at an edge. */
export function missingWords(stack: Stack, run: Ready, unit: Unit): string[] {
  const paces = stack.charts.find((chart) => chart.series === 'pace');
  const long = [...run.missing].map((each) => ({ each, seconds: run.time[each.to]! - run.time[each.from]! })).sort((a, b) => b.seconds - a.seconds).slice(0, 5);
  const whole = (run.time[run.n - 1] ?? 0) - (run.time[0] ?? 0);
  return [
    paces ? say(whole > 3600 ? 'chart.smooth.long' : 'chart.smooth') : '',
    ...long.map(({ each, seconds }) => `${say('chart.missing', { why: say(`chart.${each.why}`), time: clock(seconds), place: length(run.distance[each.from], unit) })}`),
    known(paces?.beyond) ? say('chart.beyond', { n: pace(paces.beyond, unit) }) : '', known(paces?.ahead) ? say('chart.ahead', { n: pace(paces.ahead, unit) }) : '',
  ].filter(Boolean).map((words) => `${words[0]!.toUpperCase()}${words.slice(1)}${words.endsWith('.') ? '' : '.'}`);
}
