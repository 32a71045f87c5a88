/** One catalogue of strings. A new language is a file like `de.ts` and a line here. */
import { preferences } from '../preferences.svelte';
import { de } from './de';
import { en, type Key } from './en';
import type { Language } from './languages';

export { LANGUAGES, NAMES, type Language } from './languages';
export type { Key };

const CATALOGUES: Record<Language, Record<Key, string>> = { en, de };

/** The string for a key in the user's language; `{name}` is replaced by `values.name`. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return CATALOGUES[preferences.language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A number as the user's language writes it. */
export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(preferences.language, { maximumFractionDigits: digits }).format(value);
}

/** A share 0…1 as a percentage. */
export function percent(share: number): string {
  return new Intl.NumberFormat(preferences.language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** A moment (ISO text) as the user's language writes it. */
export function moment(iso: string): string {
  return new Intl.DateTimeFormat(preferences.language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** A size in bytes, in the unit that reads best. */
export function bytes(count: number): string {
  const [value, unit] = count < 1e6 ? [count / 1e3, 'kB'] : [count / 1e6, 'MB'];
  return `${number(value, value < 10 ? 1 : 0)} ${unit}`;
}
