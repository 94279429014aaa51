/** Marks of actors: a shape for every category, so that no meaning rests on colour alone; area is pi r^2 whatever the shape. */

const CORNERS: Record<string, number> = { square: 4, diamond: 4, triangle: 3, wedge: 3, hexagon: 6 };
const TURN: Record<string, number> = { square: Math.PI / 4, diamond: 0, triangle: -Math.PI / 2, wedge: Math.PI / 2, hexagon: 0 };
const SHAPES: Record<string, string> = {
  self: 'circle', focal_provider: 'square', other_providers: 'diamond', peers: 'circle', family_friends: 'triangle', strangers: 'wedge',
};

/** The shape of a category: circle, square, diamond, triangle, wedge (on its tip); hexagon in another codebook. */
export function shape(category: string): string {
  return SHAPES[category] ?? 'hexagon';
}

/** A coordinate with one decimal and no superfluous zero. */
export function coordinate(value: number): string {
  const text = value.toFixed(1).replace(/\.0$/, '');
  return text === '-0' ? '0' : text;
}

/** The distance from the centre of a mark to its farthest point: what a layout keeps free. */
export function reach(category: string, r: number): number {
  const form = shape(category);
  if (form === 'circle') return r;
  const n = CORNERS[form] ?? 6;
  return r * Math.sqrt((2 * Math.PI) / (n * Math.sin((2 * Math.PI) / n)));
}

/** The SVG path of a mark with the area of a circle of radius r around (x, y). */
export function outline(category: string, x: number, y: number, r: number): string {
  const form = shape(category);
  const c = coordinate;
  if (form === 'circle') {
    const whole = Math.round(r * 10) / 10; // first: a chord that is not exactly twice the radius would draw an oval
    const arc = `a${c(whole)},${c(whole)} 0 1 0 `;
    return `M${c(x - whole)},${c(y)}${arc}${c(2 * whole)},0${arc}${c(-2 * whole)},0Z`;
  }
  const n = CORNERS[form] ?? 6;
  const corner = reach(category, r);
  const points = Array.from({ length: n }, (_, i) => {
    const angle = (TURN[form] ?? 0) + (2 * Math.PI * i) / n;
    return `${c(x + corner * Math.cos(angle))},${c(y + corner * Math.sin(angle))}`;
  });
  return `M${points.join('L')}Z`;
}
