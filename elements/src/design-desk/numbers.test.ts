import { describe, expect, it } from 'vitest';
import { marks, place, scaleOf, valueAt } from './axes';
import { counts, parsed, power, shown, tick, typed } from './numbers';

describe('numbers as engineers write them', () => {
  it.each([
    ['14', 'V', 14], ['3.3 V', 'V', 3.3], ['500k', 'Hz', 5e5], ['500 kHz', 'Hz', 5e5], ['10u', 'H', 1e-5], ['4.7 µH', 'H', 4.7e-6], ['4.7 μH', 'H', 4.7e-6], ['3V3', 'V', 3.3], ['4k7', 'Ω', 4700],
    ['1e-6', 'F', 1e-6], ['2,5', 'A', 2.5], ['1,000', 'Hz', 1000], ['−40', '°C', -40], ['90 %', 'share', 0.9], ['90', 'share', 0.9], ['1Meg', 'Ω', 1e6], ['5m', 'V', 0.005], ['5 m', 'm', 5], ['2.2 MHz', 'Hz', 2.2e6],
  ])('%s of %s', (text, unit, value) => expect(parsed(text, unit)).toBe(value));

  it.each([['banana', 'V'], ['', 'V'], ['3 A', 'V'], ['1.2.3', 'V'], ['k', 'Hz'], ['5 x', 'share']])('%s is no number of %s', (text, unit) => expect(parsed(text, unit)).toBeNull());

  it('what is typed for a number is read back as that number', () => {
    for (const unit of ['V', 'Hz', 'H', 'share', '°C', '']) for (const value of [4.7e-6, 0.033, 1, 3.3, 22, 47_000, 2.2e6]) expect(parsed(typed(value, unit), unit)).toBeCloseTo(value, 12);
  });

  it('shows as many digits as count, with the prefix of the unit', () => {
    expect(shown(0.9432, 'share')).toBe('94.3\u00a0%');
    expect(shown(1_920_000, 'Hz')).toBe('1.92\u00a0MHz');
    expect(shown(4.7e-6, 'H')).toBe('4.70\u00a0µH');
    expect(shown(62.94, 'mm²')).toBe('62.9\u00a0mm²');
    expect(shown(999.9, 'Hz')).toBe('1.00\u00a0kHz');
    expect(shown(1.5, 'EUR')).toBe('1.50\u00a0EUR');
    expect(shown(12, '')).toBe('12');
    expect([shown(301_245, 'pieces'), shown(1, 'pieces')]).toEqual(['301,245\u00a0pieces', '1\u00a0piece']);
    expect(shown(-75.2, '°')).toBe('−75.2\u00a0°');
  });

  it('what is not known is no number', () => {
    for (const value of [null, undefined, NaN, Infinity]) expect(shown(value, 'V')).toBe('–');
  });

  it('large counts have their power of ten', () => {
    expect(counts(93_000)).toBe('93,000');
    expect(counts(1.23e13)).toBe('1.23\u00a0×\u00a010¹³');
    expect(power(0.00012, 2)).toBe('1.2\u00a0×\u00a010⁻⁴');
  });
});

describe('scales', () => {
  it('places and finds again, straight and logarithmic', () => {
    for (const log of [false, true]) {
      const scale = scaleOf([1, 3, 50, NaN], log);
      expect([scale.low, scale.high, scale.log]).toEqual([1, 50, log]);
      for (const at of [0, 0.2, 0.5, 1]) expect(place(scale, valueAt(scale, at))).toBeCloseTo(at, 12);
    }
  });

  it('stays straight where nothing is above 0, and has room about one number', () => {
    expect(scaleOf([-2, 0], true).log).toBe(false);
    const { low, high } = scaleOf([5], false);
    expect(low).toBeLessThan(5);
    expect(high).toBeGreaterThan(5);
    expect(scaleOf([NaN], true)).toEqual({ low: 0, high: 1, log: false });
  });

  it('marks are round and inside', () => {
    expect(marks({ low: 0.73, high: 0.963, log: false }, 5).map((mark) => mark.value)).toEqual([0.75, 0.8, 0.85, 0.9, 0.95]);
    expect(marks({ low: 900, high: 2e6, log: true }, 8).map((mark) => mark.value)).toEqual([1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000]);
    expect(marks({ low: 0.9, high: 60, log: true }, 3.2).map((mark) => mark.value)).toEqual([1, 3, 10, 30]);
    expect(marks({ low: 1, high: 1e6, log: true }, 3).map((mark) => mark.value)).toEqual([1, 100, 10_000, 1_000_000]);
    expect(marks({ low: -180, high: 0, log: false }, 4, '°').map((mark) => mark.value)).toEqual([-180, -135, -90, -45, 0]);
    expect(tick(0.25, 0.25, 'A', 2)).toBe('0.25');
    expect(tick(250_000, 250_000, 'Hz')).toBe('250\u00a0k');
    expect(tick(0.75, 0.05, 'share')).toBe('75\u00a0%');
  });
});
