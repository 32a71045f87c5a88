/** Whether the studio answers, and whether this window may ask it. */
import * as api from './api';

const AGAIN_MS = 2000;

class Session {
  /** The studio was started anew: this window's cookie no longer counts. */
  isShut = $state(false);
  /** Nothing answers; it is asked again until something does. */
  isAway = $state(false);
  /** How often the studio has come back: what depends on it loads anew. */
  returns = $state(0);
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** An answer came in, or none did. */
  heard(status: number): void {
    if (status === 0) this.away();
    else if (status === 401) this.isShut = true;
    else if (this.isAway) this.back();
  }

  /** Find out which of the two it is, after the line of events broke. */
  async check(): Promise<void> {
    await api.about().catch(() => undefined); // what it means is told by `heard`
  }

  private away(): void {
    this.isAway = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.check(), AGAIN_MS);
  }

  private back(): void {
    clearTimeout(this.timer);
    this.isAway = false;
    this.returns++;
  }
}

export const session = new Session();
