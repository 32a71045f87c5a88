/** One project as the pages of its flow share it: brief, job, photos, takes. */
import * as api from './api';
import type { JobCard, Photo, Project, Take, TakeList } from './api/types';
import { failed } from './failed';
import { hear, tell } from './tabs';
import { work } from './work.svelte';

const AGAIN_MS = 3000;
const AFTER_MS = 500; // a brief is saved when typing pauses

export class OpenProject {
  readonly id: string;
  project = $state<Project | null>(null);
  jobs = $state<JobCard[]>([]);
  photos = $state<Photo[]>([]);
  list = $state<TakeList | null>(null);
  missing = $state('');
  saving = $state(false);
  private isDirty = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  job = $derived(this.jobs.find((one) => one.id === this.project?.brief.job) ?? null);
  takes = $derived<Take[]>(this.list?.takes ?? []);

  constructor(id: string) {
    this.id = id;
  }

  async load(): Promise<void> {
    try {
      const [project, jobs, photos, list] = await Promise.all([
        api.project(this.id), api.jobs(), api.photos(this.id), api.takes(this.id),
      ]);
      this.project = project;
      this.jobs = jobs;
      this.photos = photos;
      this.list = list;
    } catch (error) {
      if (error instanceof api.ApiError && error.status === 404) this.missing = error.message;
      else failed(error);
    }
  }

  /** Takes stream in while a task works: load the list again when it says so. */
  follow(): () => void {
    const deaf = hear(this.id, () => {
      if (!this.saving) void this.load(); // what is being typed here is not overwritten
    });
    const stop = work.listen((event) => {
      if (event.task.project_id !== this.id) return;
      const isOver = !['waiting', 'running', 'paused'].includes(event.task.status);
      if (event.new_take_ids.length > 0 || isOver) this.loadTakes().catch(failed);
    });
    return () => {
      deaf();
      stop();
    };
  }

  async loadPhotos(): Promise<void> {
    this.photos = await api.photos(this.id);
  }

  async loadTakes(): Promise<void> {
    this.list = await api.takes(this.id);
  }

  take(id: string | null): Take | null {
    return this.takes.find((one) => one.id === id) ?? null;
  }

  /** The take a page shows when none is named: the pick, the first place, any. */
  get first(): Take | null {
    const made = this.takes.filter((one) => !one.is_original && one.flag !== 'reject');
    return made.find((one) => one.flag === 'pick') ?? made.find((one) => one.place === 1) ?? made[0] ?? null;
  }

  get original(): Take | null {
    return this.takes.find((one) => one.is_original) ?? null;
  }

  change(brief: Partial<Project['brief']>, title?: string): void {
    if (!this.project) return;
    this.project = { ...this.project, title: title ?? this.project.title, brief: { ...this.project.brief, ...brief } };
    clearTimeout(this.timer);
    this.saving = this.isDirty = true;
    this.timer = setTimeout(() => void this.save(), AFTER_MS);
  }

  /** Write what was typed, now. */
  async save(): Promise<void> {
    clearTimeout(this.timer);
    if (!this.project || !this.isDirty) return;
    const { title, brief } = this.project;
    this.isDirty = false;
    try {
      await api.changeProject(this.id, { title: title.trim() || undefined, brief });
      tell(this.id);
    } catch (error) {
      failed(error);
      if (error instanceof api.ApiError && error.status === 0) {
        this.isDirty = true; // nobody answered: what was typed is sent again
        this.timer = setTimeout(() => void this.save(), AGAIN_MS);
      }
    } finally {
      this.saving = this.isDirty; // typed on meanwhile: it is not saved yet
    }
  }

  async setTake(take: Take, change: { rating?: number; flag?: Take['flag'] }): Promise<void> {
    const before = this.list;
    if (this.list) {
      this.list = { ...this.list, takes: this.list.takes.map((one) => (one.id === take.id ? { ...one, ...change } : one)) };
    }
    try {
      await api.changeTake(take.id, change);
      tell(this.id);
    } catch (error) {
      this.list = before;
      failed(error);
    }
  }
}
