/** Short messages: what went wrong and what to do, or what was done and how to undo it. */
export interface Notice {
  id: number;
  kind: 'said' | 'failed';
  text: string;
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 9000;

class Notices {
  all = $state<Notice[]>([]);
  private next = 1;

  say(text: string, action?: Notice['action']): void {
    const id = this.add('said', text, action);
    setTimeout(() => this.drop(id), SHOWN_MS);
  }

  /** A failure stays until it is closed: it says what to do next. */
  fail(text: string, action?: Notice['action']): void {
    if (!this.all.some((one) => one.text === text)) this.add('failed', text, action);
  }

  drop(id: number): void {
    this.all = this.all.filter((one) => one.id !== id);
  }

  private add(kind: Notice['kind'], text: string, action?: Notice['action']): number {
    const id = this.next++;
    this.all = [...this.all, { id, kind, text, action }];
    return id;
  }
}

export const notices = new Notices();
