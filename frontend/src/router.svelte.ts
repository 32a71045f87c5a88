/** Where the user is, kept in the URL's hash so that a reload and the back button work. */
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

class Router {
  route = $state<Route>(parse(location.hash));

  constructor() {
    addEventListener('hashchange', () => {
      this.route = parse(location.hash);
      scrollTo(0, 0);
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
