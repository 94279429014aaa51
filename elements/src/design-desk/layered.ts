/** What the two pictures share: a canvas between two layers of lines and words, and a pointer above them. */
import { nothing, render, type SVGTemplateResult } from 'lit';
import type { Frames } from './frames';
import type { Heard, Look, Palette } from './look';

export abstract class Layered<Drag> {
  protected look: Look | null = null;
  protected palette: Palette | null = null;
  protected size: [number, number] = [0, 0];
  /** Pixels of the canvas by one of the page. */
  protected scale = 1;
  protected drag: Drag | null = null;

  constructor(protected readonly name: string, private readonly box: HTMLElement, protected readonly frames: Frames, protected readonly heard: Heard) {
    const over = this.layer('over');
    over.addEventListener('pointermove', (event) => this.moved(event as PointerEvent));
    over.addEventListener('pointerdown', (event) => this.pressed(event as PointerEvent));
    over.addEventListener('pointerup', (event) => this.released(event as PointerEvent));
    over.addEventListener('pointercancel', () => { this.drag = null; });
    over.addEventListener('pointerleave', () => { if (!this.drag) this.pointed(() => -1); });
  }

  /** Another design is looked at. */
  follow(look: Look): void {
    if (!this.look || !this.palette) return;
    this.look = look;
    this.mark();
  }

  /** Another design is pointed at, or none: the last word of a frame counts, so that nothing is looked at once the pointer has left. */
  protected pointed(row: () => number): void {
    this.frames.ask(`${this.name}.look`, () => this.heard.look(row()));
  }

  /** What is looked at or chosen has changed: only the layer above. */
  mark(): void {
    this.frames.ask(`${this.name}.over`, () => void render(this.over(), this.layer('over')));
  }

  protected abstract under(): SVGTemplateResult;
  protected abstract over(): SVGTemplateResult | typeof nothing;
  protected abstract moved(event: PointerEvent): void;
  protected abstract pressed(event: PointerEvent): void;
  protected abstract released(event: PointerEvent): void;

  /** Take the box's size, draw the layer below again, and say how many pixels the canvas has. */
  protected fitted(look: Look, palette: Palette, finest: number): [number, number] {
    [this.look, this.palette] = [look, palette];
    const { width, height } = this.box.getBoundingClientRect();
    this.size = [Math.max(160, Math.round(width)), Math.max(160, Math.round(height))];
    this.scale = Math.min(window.devicePixelRatio || 1, finest);
    const { canvas } = this;
    const [wide, high] = [Math.round(this.size[0] * this.scale), Math.round(this.size[1] * this.scale)];
    if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
    for (const layer of ['under', 'over'] as const) { // on paper the lines grow with the canvas
      this.layer(layer).setAttribute('viewBox', `0 0 ${this.size.join(' ')}`);
      this.layer(layer).setAttribute('preserveAspectRatio', 'none');
    }
    this.frames.ask(`${this.name}.under`, () => void render(this.under(), this.layer('under')));
    return [wide, high];
  }

  protected get canvas(): HTMLCanvasElement {
    return this.box.querySelector('canvas')!;
  }

  protected where(event: PointerEvent): [number, number] {
    const rect = this.box.getBoundingClientRect();
    return [event.clientX - rect.left, event.clientY - rect.top];
  }

  private layer(name: 'under' | 'over'): SVGSVGElement {
    return this.box.querySelector(`svg[data-layer="${name}"]`)!;
  }
}
