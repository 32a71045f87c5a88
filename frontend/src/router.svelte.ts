/** Where the user is, kept in the URL's hash so that a reload and the back button work. */
import { tick } from 'svelte';

export const STEPS = ['brief', 'selfies', 'takes', 'reading', 'checklist', 'compare', 'darkroom', 'kit'] as const;
export type Step = (typeof STEPS)[number];
export const PAGES = ['people', 'tasks', 'settings', 'trash'] as const;
export type Page = (typeof PAGES)[number];

export type Route =
  | { name: 'projects' }
  | { name: 'step'; project: string; step: Step; take: string | null; other: string | null }
  | { name: Page }
  | { name: 'lost' };

export function parse(hash: string): Route {
  const parts = hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decodeURIComponent);
  if (parts.length === 0) return { name: 'projects' };
  const [first, project, step, take, other] = parts;
  if (first === 'p' && project) {
    const found = STEPS.find((one) => one === (step ?? 'brief'));
    return found ? { name: 'step', project, step: found, take: take ?? null, other: other ?? null } : { name: 'lost' };
  }
  const page = PAGES.find((one) => one === first);
  return page && parts.length === 1 ? { name: page } : { name: 'lost' };
}

export function href(route: Route): string {
  if (route.name === 'step') {
    const parts = ['p', route.project, route.step, route.take, route.take ? route.other : null];
    return `#/${parts.filter((part) => part !== null).map((part) => encodeURIComponent(String(part))).join('/')}`;
  }
  return route.name === 'projects' || route.name === 'lost' ? '#/' : `#/${route.name}`;
}

export function toStep(project: string, step: Step, take: string | null = null, other: string | null = null): string {
  return href({ name: 'step', project, step, take, other });
}

/** A page that has come is where the keyboard and the screen reader go on; within a page, the take chosen. */
function refocus(before: Route, now: Route): void {
  const isSamePage = before.name === now.name && (now.name !== 'step' || (before.name === 'step' && before.step === now.step && before.project === now.project));
  const place = isSamePage ? document.querySelector<HTMLElement>('[data-strip] [aria-current]') : null;
  (place ?? document.getElementById('main'))?.focus({ preventScroll: true });
}

class Router {
  route = $state<Route>(parse(location.hash));

  constructor() {
    addEventListener('hashchange', () => {
      const before = this.route;
      this.route = parse(location.hash);
      scrollTo(0, 0);
      void tick().then(() => refocus(before, this.route));
    });
  }

  go(where: string): void {
    location.hash = where.replace(/^#/, '');
  }

  /** Change the place without a new entry in the history: for choosing a take within a page. */
  swap(where: string): void {
    history.replaceState(null, '', where);
    this.route = parse(where);
  }
}

export const router = new Router();
