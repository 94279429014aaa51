/** The map as a picture: a calm line on a plain ground. */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { say } from 'engine/shared/texts';
import type { Route, Unit } from '../contract';
import { round } from '../shared/line';
import { LENGTH, pace } from '../shared/quantities';
import { arrows, coloured, faint, type Ground, type Mark, marks, paceBorders, scaleBar, tiles, way } from './ground';
import type { Ready } from './run';

export interface MapParts {
  on: Ground;
  unit: Unit;
  line: string;
  coloured: string[];
  borders: number[];
  own: string;
  marks: SVGTemplateResult[];
  arrows: SVGTemplateResult;
  bar: SVGTemplateResult;
  crosses: SVGTemplateResult;
  crossesApart: string;
  tiles: SVGTemplateResult | typeof nothing;
}

/** Everything of the map that does not change while the cursor moves. */
export function mapParts(on: Ground, run: Ready, unit: Unit, options: { byPace: boolean; own: readonly Route[]; tiles: string | null }): MapParts {
  const ends = endsOf(on, run);
  const taken = ends.map((each) => ({ x: each.x, y: each.y }));
  const placed = marks(on, run, unit, taken);
  const borders = options.byPace ? paceBorders(run.values.pace) : [];
  const bar = scaleBar(on, unit);
  return {
    on, unit, borders, line: way(on, run), coloured: borders.length ? coloured(on, run, borders) : [], own: faint(on, options.own),
    marks: [...placed.map((mark) => svg`<g class="mile">${mark.label ? svg`<circle cx=${round(mark.x)} cy=${round(mark.y)} r="8.2"/><text
      x=${round(mark.x)} y=${round(mark.y + 3.4)}>${mark.n}</text>` : svg`<circle cx=${round(mark.x)} cy=${round(mark.y)} r="2.4"/>`}</g>`), endsPicture(on, ends, placed)],
    arrows: svg`<g class="arrows">${arrows(on, run, [...taken, ...placed]).map((each) => svg`<path d="M-3.4,-3.6L3.2,0L-3.4,3.6" transform=${`translate(${round(each.x)},${round(each.y)}) rotate(${each.turn})`}/>`)}</g>`,
    bar: barPicture(on, bar), crosses: crosses(on, bar.px), crossesApart: `${bar.shown} ${bar.in}`,
    tiles: options.tiles ? svg`<g class="tiles">${tiles(on, options.tiles).map((each) => svg`<image href=${each.href} x=${round(each.x)} y=${round(each.y)} width=${round(each.size + 0.5)} height=${round(each.size + 0.5)}/>`)}</g>` : nothing,
  };
}

interface End { x: number; y: number; kind: 'start' | 'end' | 'hidden' | 'hidden_end' | 'gap' }

function endsOf(on: Ground, run: Ready): End[] {
  const ends: End[] = [];
  const add = (i: number, kind: End['kind']): void => {
    if (Number.isFinite(on.xs[i]!) && Number.isFinite(on.ys[i]!)) ends.push({ x: on.xs[i]!, y: on.ys[i]!, kind });
  };
  const placed = [...on.xs.keys()].filter((i) => Number.isFinite(on.xs[i]!));
  if (!placed.length) return ends;
  for (const each of run.missing.filter(({ why }) => why !== 'pause')) {
    add(each.from, 'gap');
    if (Math.hypot(on.xs[each.to]! - on.xs[each.from]!, on.ys[each.to]! - on.ys[each.from]!) >= 5) add(each.to, 'gap');
  }
  add(placed[placed.length - 1]!, run.hiddenAfter ? 'hidden_end' : 'end');
  add(placed[0]!, run.hiddenBefore ? 'hidden' : 'start');
  return ends;
}

function endsPicture(on: Ground, ends: readonly End[], others: readonly Mark[]): SVGTemplateResult {
  const [start, end] = [ends.find((each) => each.kind === 'start' || each.kind === 'hidden'), ends.find((each) => each.kind === 'end' || each.kind === 'hidden_end')];
  const close = start && end && Math.hypot(start.x - end.x, start.y - end.y) < 34;
  const near = start && end && Math.hypot(start.x - end.x, start.y - end.y) < 13;
  const both = close && start.kind === 'start' && end.kind === 'end';
  return svg`${ends.filter((each) => each.kind === 'gap').map((each) => svg`<circle class="end end--gap" cx=${round(each.x)} cy=${round(each.y)} r="2.6"/>`)}
    ${end && !(both && near) ? endMark(end) : nothing}${start ? endMark(start) : nothing}
    ${both && near ? svg`<rect class="end__core" x=${round(start.x - 2.8)} y=${round(start.y - 2.8)} width="5.6" height="5.6" rx="0.8"/>` : nothing}
    ${start ? label(on, start, say(both ? 'map.both' : `map.${start.kind}`), others) : nothing}${end && !both ? label(on, end, say(`map.${end.kind}`), others) : nothing}`;
}

function endMark({ x, y, kind }: End): SVGTemplateResult {
  if (kind === 'end') return svg`<rect class="end end--end" x=${round(x - 5.2)} y=${round(y - 5.2)} width="10.4" height="10.4" rx="1.5"/>`;
  return svg`<circle class="end end--${kind}" cx=${round(x)} cy=${round(y)} r=${kind === 'start' ? 6 : 5}/>`;
}

/** Words beside an end, on the side where they cover least of the line and stay on the ground. */
function label(on: Ground, { x, y }: End, words: string, others: readonly Mark[]): SVGTemplateResult {
  const wide = words.length * 6.3;
  const boxes = ([[-wide / 2, -25, 'middle'], [-wide / 2, 11, 'middle'], [12, -7, 'start'], [-12 - wide, -7, 'end'], [9, -23, 'start'], [9, 9, 'start'], [-9 - wide, -23, 'end'], [-9 - wide, 9, 'end']] as const).map(([dx, dy, anchor]) => ({ x: x + dx, y: y + dy, anchor }));
  const cost = (box: { x: number; y: number }): number => {
    const inside = (px: number, py: number, room: number): boolean => px > box.x - room && px < box.x + wide + room && py > box.y - room && py < box.y + 14 + room;
    let covered = box.x < 6 || box.x + wide > on.width - 6 || box.y < 6 || box.y + 14 > on.height - 6 ? 1e6 : 0;
    for (let i = 0; i < on.xs.length; i++) if (inside(on.xs[i]!, on.ys[i]!, 3)) covered += 1;
    return covered + on.xs.length * others.filter((mark) => inside(mark.x, mark.y, 8)).length;
  };
  const best = boxes.reduce((a, b) => (cost(b) < cost(a) ? b : a));
  const at = best.anchor === 'middle' ? x : best.anchor === 'start' ? best.x : best.x + wide;
  return svg`<text class="end__name" text-anchor=${best.anchor} x=${round(at)} y=${round(best.y + 11)}>${words}</text>`;
}

function crosses(on: Ground, apart: number): SVGTemplateResult {
  const found: string[] = [];
  for (let x = (on.width / 2) % apart; x < on.width; x += apart) {
    for (let y = (on.height / 2) % apart; y < on.height; y += apart) found.push(`M${round(x - 3)},${round(y)}h6M${round(x)},${round(y - 3)}v6`);
  }
  return svg`<path class="crosses" d=${found.join('')}/>`;
}

function barPicture(on: Ground, bar: ReturnType<typeof scaleBar>): SVGTemplateResult {
  const covered = (right: boolean): number => on.xs.filter((x, i) => on.ys[i]! > on.height - 40 && (right ? x > on.width - bar.px - 24 : x < bar.px + 24)).length;
  const right = covered(true) < covered(false);
  const [x, y] = [right ? round(on.width - 12 - bar.px) : '12', on.height - 12];
  return svg`<g class="scale"><path d="M${x},${y - 5}v5h${round(bar.px)}v-5"/><text x=${x} y=${y - 9}>${`${bar.shown} ${bar.in}`}</text></g>
    <g class="north" transform="translate(${on.width - 18},${24})"><path d="M0,-13L4.6,3L0,0.2L-4.6,3Z"/><text y="14">${say('map.north')}</text></g>`;
}

/** The picture; `lit` is a stretch that is pointed at. The cursor is moved by the element itself. */
export function mapPicture(parts: MapParts, lit: string, words: string): TemplateResult {
  const { on } = parts;
  return html`<svg part="map" class="map" role="img" aria-label=${words} viewBox="0 0 ${on.width} ${on.height}">
    <rect class="ground" width=${on.width} height=${on.height} rx="10"/>${parts.tiles === nothing ? parts.crosses : svg`<svg class="window" width=${on.width} height=${on.height}>${parts.tiles}</svg>`}
    ${parts.own ? svg`<path class="own" d=${parts.own}/>` : nothing}
    <path class="casing" d=${parts.line}/>${parts.coloured.length ? parts.coloured.map((d, i) => svg`<path class="track track--${i}" d=${d}/>`) : svg`<path class="track" d=${parts.line}/>`}
    ${lit ? svg`<path class="lit" d=${lit}/>` : nothing}
    ${parts.arrows}${parts.marks}${parts.bar}
    <g class="spot" data-cursor="map" visibility="hidden"><circle r="9"/><circle r="4.5"/></g></svg>`;
}

/** What the colours of paces mean, and what else is on the map. */
export function mapLegend(parts: MapParts, run: Ready, tilesCredit: string): TemplateResult {
  const { unit, borders } = parts;
  const ranges = borders.length ? [say('map.slower', { n: pace(borders[0]!, unit) }), ...borders.slice(1).map((fast, i) => `${pace(fast, unit).split(' ')[0]}–${pace(borders[i]!, unit)}`),
    say('map.faster', { n: pace(borders[borders.length - 1]!, unit) })] : [];
  const words = [
    parts.tiles === nothing ? say('map.crosses', { n: parts.crossesApart }) : '', (run.distance[run.n - 1] ?? 0) >= LENGTH[unit] ? say('map.marks', { unit: say(`unit.words.${unit}`) }) : '', say('map.arrows'),
    parts.own ? say('map.own') : '', run.missing.some((each) => each.why === 'gap') ? say('map.gap_words') : '',
    run.hiddenBefore || run.hiddenAfter || run.missing.some((each) => each.why === 'hidden') ? say('map.hidden_words') : '', tilesCredit,
  ].filter(Boolean);
  return html`${ranges.length ? html`<p class="soft paces__title">${say('map.pace_words')}</p><ul class="paces soft">${ranges.map((each, i) => html`<li><svg viewBox="0 0 26 12" aria-hidden="true"><path
    class="track track--${i}" d="M4,6H22"/></svg><span>${each}</span></li>`)}</ul>` : nothing}<p class="soft note">${words.join(' ')}</p>`;
}
