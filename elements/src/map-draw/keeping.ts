/** What the device keeps, where it lets us: private windows and full stores keep nothing, and the page says so. */

/** What lies under a key; null where nothing does or it cannot be read. */
export function kept<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

/** Keep a value (null: remove it); whether the device did. */
export function keep(key: string, value: unknown): boolean {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
