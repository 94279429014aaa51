/** What the pictures draw from: the answer, what passes, what is chosen. The same for all views. */
import type { Filters } from './filters';
import type { Colour } from './ink';
import type { Prepared } from './prepared';

export interface Look {
  ready: Prepared;
  filters: Filters;
  /** Measures across and up, by number. */
  x: number;
  y: number;
  /** The group that gives the colours; -1: none. */
  hue: number;
  /** Rows that are compared, in the order in which they were chosen. */
  chosen: number[];
  /** The row that is looked at; -1: none. */
  at: number;
}

/** What a picture tells its desk. */
export interface Heard {
  look: (row: number) => void;
  pick: (row: number) => void;
  narrow: (ranges: [number, [number, number] | null][]) => void;
}

/** Colours of the page as it looks now, light or dark. */
export interface Palette { surface: Colour; pale: Colour; point: Colour; front: Colour; ink: Colour; hues: Colour[] }

/** At most so many labels of a group have a colour of their own; all others share the last. */
export const HUES = ['focal', 'individual', 'peers', 'social', 'other', 'family', 'undetermined'] as const;

/** The hue of a label. */
export function hueOf(label: number): number {
  return Math.min(label, HUES.length - 1);
}

/** A, B, ... Z, A1, B1, ...: how designs that are compared are called. */
export function letter(i: number): string {
  return `${String.fromCharCode(65 + (i % 26))}${i >= 26 ? Math.floor(i / 26) : ''}`;
}

/** Read the colours from marks that the style sheet paints. */
export function palette(marks: ParentNode): Palette {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const read = (name: string): Colour => {
    const mark = marks.querySelector<HTMLElement>(`[data-colour="${name}"]`);
    if (!pen || !mark) return [128, 128, 128];
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = getComputedStyle(mark).color;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
    return [r!, g!, b!];
  };
  return { surface: read('surface'), pale: read('pale'), point: read('point'), front: read('front'), ink: read('ink'), hues: HUES.map(read) };
}
