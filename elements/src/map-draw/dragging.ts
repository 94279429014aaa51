/** Dragging with a finger, a pen or a mouse: from a press on an actor to where it is let go, in the board's own coordinates. */

/** How far (CSS pixels) a pointer may move and still be a press. */
const STILL = 6;

/** What a drag tells its element. x and y as in contract.md; null while the pointer is outside of the board. */
export interface Drag {
  id: string;
  x: number;
  y: number;
  clientX: number;
  clientY: number;
  inside: boolean;
}

/** Follows one pointer at a time; a second finger does nothing. */
export class Dragging {
  private id = '';
  private pointer = -1;
  private from: [number, number] = [0, 0];
  private grip: [number, number] = [0, 0];
  private moving = false;
  /** True from the end of a drag until the click that the browser sends after it. */
  private swallow = false;

  constructor(private readonly board: () => SVGSVGElement | null, private readonly half: number, private readonly moved: (drag: Drag) => void,
    private readonly dropped: (drag: Drag) => void, private readonly cancelled: () => void) {}

  /** The click after a drag is not a press. */
  wasDrag(): boolean {
    const was = this.swallow;
    this.swallow = false;
    return was;
  }

  /** A press on an actor that stands at (x, y), or nowhere. */
  press(event: PointerEvent, id: string, x: number | null, y: number | null): void {
    if (this.pointer >= 0 || event.button > 0) return;
    this.swallow = false;
    this.id = id;
    this.pointer = event.pointerId;
    this.from = [event.clientX, event.clientY];
    const at = this.at(event);
    this.grip = x === null || y === null ? [0, 0] : [at.x - x, at.y - y];
    this.moving = false;
    window.addEventListener('pointermove', this.move);
    window.addEventListener('pointerup', this.up);
    window.addEventListener('pointercancel', this.cancel);
    window.addEventListener('keydown', this.escape, true);
  }

  /** A finger on an actor drags it and not the page. */
  hold(event: Event): void {
    if (this.pointer >= 0 && event.cancelable) event.preventDefault();
  }

  /** Forget the drag. */
  stop(): void {
    this.pointer = -1;
    window.removeEventListener('pointermove', this.move);
    window.removeEventListener('pointerup', this.up);
    window.removeEventListener('pointercancel', this.cancel);
    window.removeEventListener('keydown', this.escape, true);
  }

  private readonly move = (event: PointerEvent): void => {
    if (event.pointerId !== this.pointer) return;
    if (!this.moving && Math.hypot(event.clientX - this.from[0], event.clientY - this.from[1]) < STILL) return;
    this.moving = true;
    event.preventDefault();
    this.moved(this.place(event));
  };

  private readonly up = (event: PointerEvent): void => {
    if (event.pointerId !== this.pointer) return;
    this.stop();
    this.swallowClick();
    if (this.moving) this.dropped(this.place(event));
  };

  private readonly cancel = (event: PointerEvent): void => {
    if (event.pointerId !== this.pointer) return;
    this.stop();
    this.cancelled();
  };

  private readonly escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    this.stop();
    this.swallowClick();
    this.cancelled();
  };

  /** The click of a drag comes before any timer; after a finger's drag none comes at all. */
  private swallowClick(): void {
    this.swallow = this.moving;
    window.setTimeout(() => { this.swallow = false; }, 0);
  }

  /** Where on the board an event happened; far outside where there is no board. */
  at(event: MouseEvent): { x: number; y: number; inside: boolean } {
    const box = this.board()?.getBoundingClientRect();
    if (!box?.width) return { x: 9, y: 9, inside: false };
    const unit = (box.width / (2 * this.half)) * 100;
    return {
      x: (event.clientX - box.left - box.width / 2) / unit, y: (event.clientY - box.top - box.height / 2) / unit,
      inside: event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom,
    };
  }

  private place(event: PointerEvent): Drag {
    const { x, y, inside } = this.at(event);
    return { id: this.id, x: x - this.grip[0], y: y - this.grip[1], clientX: event.clientX, clientY: event.clientY, inside };
  }
}
