/** The words of a figure in English; every module that shows figures has them. */
export const FIGURE: Record<string, string> = {
  'figure.unreadable': 'This figure’s data cannot be read.', 'figure.no_interval': 'not shown: the estimate has no interval', 'figure.evidence': 'Evidence',
  'figure.evidence_of': 'Evidence of {name}', 'figure.close': 'Close', 'figure.caution': 'caution', 'figure.cautions': 'cautions',
  'figure.in_words': 'In words', 'figure.method': 'Method', 'figure.level': '{p} interval', 'figure.as_of': 'As of', 'figure.codebook': 'Codebook',
  'figure.coder': 'Coder', 'figure.code': 'Code', 'figure.evidence_is': 'Evidence is', 'figure.no_quotes': 'No examples are attached to this figure.',
  'figure.more': '{n} more of the same kind.', 'figure.more.one': '1 more of the same kind.',
};
