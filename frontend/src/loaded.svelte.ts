/** Something a page shows: on its way, here, or not to be had; it comes by itself once the studio is back. */
import { ApiError } from './api';
import { t } from './i18n';
import { session } from './session.svelte';

export class Loaded<T> {
  value = $state.raw<T | null>(null);
  error = $state('');
  private get: () => Promise<T>;

  /** Call it while a component is set up: it loads as an effect. */
  constructor(get: () => Promise<T>) {
    this.get = get;
    $effect(() => {
      void session.returns;
      void this.load();
    });
  }

  async load(): Promise<void> {
    this.error = '';
    try {
      this.value = await this.get();
    } catch (error) {
      this.error = error instanceof ApiError ? error.message : t('failed.unknown', { error: String(error) });
    }
  }
}
