/** Countries as codes of two letters, and their names in the language of the page. */

/** The code that was typed, "" for none; null where it cannot be one. */
export function regionOf(text: string): string | null {
  const code = text.trim().toUpperCase();
  return /^([A-Z]{2})?$/.test(code) ? code : null;
}

/** The name of a country; "" where nobody knows it. */
export function countryOf(text: string): string {
  const code = regionOf(text);
  if (!code) return '';
  const names = new Intl.DisplayNames([document.documentElement.lang || 'en'], { type: 'region', fallback: 'none' });
  return names.of(code) ?? '';
}
