/** Theme and language: kept in this browser only. */
import { LANGUAGES, type Language } from './i18n/languages';

export type Theme = 'system' | 'dark' | 'light';

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage switched off: the defaults serve
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // nothing to keep it in; it holds until the page is closed
  }
}

const wantsLight = matchMedia('(prefers-color-scheme: light)');

class Preferences {
  theme = $state<Theme>((stored('theme') as Theme | null) ?? 'system');
  language = $state<Language>(firstLanguage());
  systemLight = $state(wantsLight.matches);
  shown = $derived<'dark' | 'light'>(
    this.theme === 'system' ? (this.systemLight ? 'light' : 'dark') : this.theme,
  );

  constructor() {
    wantsLight.addEventListener('change', (event) => (this.systemLight = event.matches));
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    store('theme', theme);
  }

  setLanguage(language: Language): void {
    this.language = language;
    store('language', language);
  }
}

function firstLanguage(): Language {
  const wanted = [stored('language') ?? '', ...navigator.languages];
  const found = wanted.map((one) => LANGUAGES.find((known) => one.startsWith(known))).find(Boolean);
  return found ?? 'en';
}

export const preferences = new Preferences();
