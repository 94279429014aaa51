// What one person found in one statement, and how a key changes it. Pure: a reading goes in, another comes out.

const overlaps = (mark, span) => mark.start < span.end && span.start < mark.end;

export const marksAt = (reading, span) => reading.marks.filter((mark) => overlaps(mark, span));

// Whether a code's button is pressed: it marks some of the target, or, for the whole statement, is present at all.
export const holds = (reading, code, span) =>
  span ? reading.marks.some((mark) => mark.code === code && overlaps(mark, span)) : reading.codes.includes(code);

const withMarks = (reading, marks, gone = []) => {
  const marked = new Set(marks.map((mark) => mark.code));
  const kept = reading.codes.filter((code) => marked.has(code) || !gone.includes(code));
  const codes = [...kept, ...[...marked].filter((code) => !kept.includes(code))];
  return { ...reading, marks: [...marks].sort((a, b) => a.start - b.start || a.end - b.end || (a.code < b.code ? -1 : 1)), codes };
};

// A code on a span ({start, end, quote}) or, with null, on the whole statement; pressed again it goes away.
export function toggled(reading, code, span, interpretive = false) {
  if (!span) {
    if (!reading.codes.includes(code)) return { ...reading, codes: [...reading.codes, code] };
    return { ...reading, codes: reading.codes.filter((one) => one !== code), marks: reading.marks.filter((mark) => mark.code !== code) };
  }
  if (holds(reading, code, span)) {
    return withMarks(reading, reading.marks.filter((mark) => mark.code !== code || !overlaps(mark, span)), [code]);
  }
  return withMarks(reading, [...reading.marks, { start: span.start, end: span.end, quote: span.quote, code, memo: "", interpretive }]);
}

export const without = (reading, gone) => withMarks(reading, reading.marks.filter((mark) => !gone.includes(mark)), gone.map((mark) => mark.code));

export const withoutCode = (reading, code) => toggled({ ...reading, codes: [...new Set([...reading.codes, code])] }, code, null);

export const changedMark = (reading, mark, more) =>
  withMarks(reading, reading.marks.map((one) => (one === mark ? { ...one, ...more } : one)));

// Only what the codebook offers now: codes that were retired since fall away with the next change.
export const offeredOnly = (reading, offered) => ({
  ...reading, codes: reading.codes.filter((code) => offered.has(code)), marks: reading.marks.filter((mark) => offered.has(mark.code)),
});

export const content = (reading) => JSON.stringify([[...reading.codes].sort(), reading.marks, reading.memo, reading.valence, reading.done]);
