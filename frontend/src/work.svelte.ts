/** The queue of tasks, live: what runs, how far it is, and which takes just came. */
import * as api from './api';
import { session } from './session.svelte';
import type { Task, TaskEvent } from './api/types';
import { failed } from './failed';

type Listener = (event: TaskEvent) => void;
const AGAIN_MS = 3000;
const BUSY: Task['status'][] = ['waiting', 'running'];

class Work {
  tasks = $state<Task[]>([]);
  isConnected = $state(false);
  running = $derived(this.tasks.filter((task) => BUSY.includes(task.status)).length);
  private listeners = new Set<Listener>();
  private source: EventSource | null = null;

  /** Follow the queue; the browser reconnects by itself when the line drops. */
  start(): void {
    if (this.source) return;
    this.source = new EventSource(api.EVENTS);
    this.source.addEventListener('open', () => {
      this.isConnected = true;
      this.load().catch(failed);
    });
    this.source.addEventListener('error', () => {
      this.isConnected = false;
      void session.check();
      if (this.source?.readyState === EventSource.CLOSED) this.reopen(); // the browser has given up
    });
    this.source.addEventListener('task', (event) => this.take(JSON.parse(event.data) as TaskEvent));
  }

  private reopen(): void {
    this.source = null;
    setTimeout(() => this.start(), AGAIN_MS);
  }

  async load(): Promise<void> {
    this.tasks = await api.tasks();
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  of(project: string, kind: Task['kind']): Task | null {
    return this.tasks.find((task) => task.project_id === project && task.kind === kind) ?? null;
  }

  /** Put in a task that was just queued, before its first event. */
  add(task: Task): void {
    this.tasks = [task, ...this.tasks.filter((one) => one.id !== task.id)];
  }

  /** Take a finished task off the list. */
  async remove(task: Task): Promise<void> {
    await api.removeTask(task.id);
    this.tasks = this.tasks.filter((one) => one.id !== task.id);
  }

  private take(event: TaskEvent): void {
    const known = this.tasks.some((one) => one.id === event.task.id);
    this.tasks = known
      ? this.tasks.map((one) => (one.id === event.task.id ? event.task : one))
      : [event.task, ...this.tasks];
    for (const listener of this.listeners) listener(event);
  }
}

export const work = new Work();
