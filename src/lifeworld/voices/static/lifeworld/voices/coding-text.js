// Positions in a text. The server counts Unicode code points; browsers count UTF-16 units. Everything here but `units` is in code points.

export class Text {
  constructor(text) {
    this.text = text;
    this.points = Array.from(text);
    this.units = new Uint32Array(this.points.length + 1); // where each code point begins in UTF-16
    for (let i = 0; i < this.points.length; i += 1) this.units[i + 1] = this.units[i] + this.points[i].length;
    this.length = this.points.length;
  }

  slice(start, end) {
    return this.points.slice(start, end).join("");
  }

  // The code point that holds this UTF-16 unit; the middle of a pair counts as its beginning.
  pointAt(unit) {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.units[middle] <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  // The code point after this UTF-16 unit; the middle of a pair counts as its end.
  pointAfter(unit) {
    const at = this.pointAt(unit);
    return this.units[at] < unit ? at + 1 : at;
  }

  // Whole letters as people see them (a family of emoji is one), without white space at either end; null where nothing is left.
  snapped(start, end) {
    const cuts = this.graphemes();
    let a = start;
    let b = end;
    while (a > 0 && !cuts.has(a)) a -= 1;
    while (b < this.length && !cuts.has(b)) b += 1;
    while (a < b && /\s/u.test(this.points[a])) a += 1;
    while (b > a && /\s/u.test(this.points[b - 1])) b -= 1;
    return a < b ? { start: a, end: b } : null;
  }

  graphemes() {
    if (!this.cuts) {
      this.cuts = new Set([this.length]);
      if (globalThis.Intl?.Segmenter) {
        for (const part of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(this.text)) this.cuts.add(this.pointAt(part.index));
      } else for (let i = 0; i < this.length; i += 1) this.cuts.add(i);
    }
    return this.cuts;
  }

  // The words between two places: [{start, end}], in their order.
  words(start, end) {
    const found = [];
    const pattern = /[\p{L}\p{M}\p{N}\p{Extended_Pictographic}\u200d\ufe0f\u{1f3fb}-\u{1f3ff}]+(?:['’.-][\p{L}\p{M}\p{N}]+)*/gu;
    const part = this.slice(start, end);
    const base = this.units[start];
    for (const match of part.matchAll(pattern)) {
      const at = this.pointAt(base + match.index);
      found.push({ start: at, end: this.pointAt(base + match.index + match[0].length) });
    }
    return found;
  }
}
