/** What to do with an error: say it, in the words the server chose. */
import { ApiError } from './api';
import { t } from './i18n';
import { notices } from './notices.svelte';

export function failed(error: unknown): void {
  if (error instanceof DOMException && error.name === 'AbortError') return; // asked for: a newer request replaced it
  if (error instanceof ApiError && (error.status === 0 || error.status === 401)) return; // App says so, over the whole page
  notices.fail(error instanceof ApiError ? error.message : t('failed.unknown', { error: String(error) }));
}
