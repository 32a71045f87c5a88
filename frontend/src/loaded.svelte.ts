/** Something a page shows: on its way, here, or not to be had; it comes by itself once the studio is back. */
import { ApiError } from './api';
import { t } from './i18n';
import { session } from './session.svelte';

export class Loaded<T> {
  value = $state.raw<T | null>(null);
  error = $state('');
  private get: () => Promise<T>;
  private asked = 0;

  /** Call it while a component is set up: it loads as an effect. `keeps`: what was there stays until the new comes. */
  constructor(get: () => Promise<T>, private readonly keeps = true) {
    this.get = get;
    $effect(() => {
      void session.returns;
      void this.load();
    });
  }

  async load(): Promise<void> {
    const ticket = ++this.asked;
    this.error = '';
    if (!this.keeps) this.value = null;
    try {
      const found = await this.get();
      if (ticket === this.asked) this.value = found; // an older answer never covers a newer one
    } catch (error) {
      if (ticket === this.asked) this.error = error instanceof ApiError ? error.message : t('failed.unknown', { error: String(error) });
    }
  }
}
