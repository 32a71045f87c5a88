/** The studio's API as functions: the page asks for nothing by any other way. */
import createClient from 'openapi-fetch';
import type {
  About, Applied, BackendCard, Comparison, CostMeter, CritiqueView, EditBody, EditCard, JobCard, KitView, Person, Photo,
  PlatformCard, Problem, Project, ReadingView, Receipt, SettingsView, Take, TakeList, Task, TileSheet, TrashItem,
} from './types';
import type { components, paths } from './schema';

export const EVENTS = '/api/v1/events';
const HEADER = { 'X-Catchlight': '1' };
const FIRST_JOB = 'trust';

/** A failure, with the words that the server chose for it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly type = '',
  ) {
    super(message);
  }
}

const client = createClient<paths>({ baseUrl: '', headers: HEADER });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

function problemOf(body: unknown, status: number): ApiError {
  const problem = body as Partial<Problem> | undefined;
  const fields = (problem?.errors ?? []).map((one) => `${one.field}: ${one.detail}`).join(' ');
  const words = [problem?.detail, fields].filter(Boolean).join(' ');
  return new ApiError(status, words || `${status}`, problem?.type ?? '');
}

async function got<T>(answer: Promise<Answer<T>>): Promise<T> {
  let found: Answer<T>;
  try {
    found = await answer;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    heard(0);
    throw new ApiError(0, offline());
  }
  heard(found.response.status);
  if (!found.response.ok) throw problemOf(found.error, found.response.status);
  return found.data as T;
}

/** Set at start: this file knows no languages, and keeps no state. */
let offline = (): string => 'The studio does not answer. Is it still running?';
let heard: (status: number) => void = () => undefined;
export function setUp(words: () => string, listener: (status: number) => void): void {
  offline = words;
  heard = listener;
}

const id = (project_id: string) => ({ params: { path: { project_id } } });
const of = (take_id: string) => ({ params: { path: { take_id } } });

/** Sign this window in with the token of the address that the command printed. */
export const signIn = (token: string): Promise<unknown> => got(client.POST('/api/v1/session', { body: { token } }));
export const about = (): Promise<About> => got(client.GET('/api/v1/about'));
export const jobs = async (): Promise<JobCard[]> => got(client.GET('/api/v1/jobs'));
export const platforms = async (): Promise<PlatformCard[]> => got(client.GET('/api/v1/platforms'));
export const backends = async (): Promise<BackendCard[]> => got(client.GET('/api/v1/backends'));
export const edits = async (job: string): Promise<EditCard[]> => got(client.GET('/api/v1/edits', { params: { query: { job } } }));

export const projects = async (): Promise<Project[]> => (await got(client.GET('/api/v1/projects'))).projects;
export const project = (project_id: string): Promise<Project> => got(client.GET('/api/v1/projects/{project_id}', id(project_id)));
export const createProject = (title: string): Promise<Project> =>
  got(client.POST('/api/v1/projects', { body: { title, brief: { job: FIRST_JOB } as components['schemas']['BriefBody'] } }));
export const changeProject = (project_id: string, body: components['schemas']['ProjectChange']): Promise<Project> =>
  got(client.PATCH('/api/v1/projects/{project_id}', { ...id(project_id), body }));
export const deleteProject = (project_id: string): Promise<unknown> => got(client.DELETE('/api/v1/projects/{project_id}', id(project_id)));

export const photos = async (project_id: string): Promise<Photo[]> =>
  (await got(client.GET('/api/v1/projects/{project_id}/photos', id(project_id)))).photos;
export const deletePhoto = (photo_id: string): Promise<unknown> => got(client.DELETE('/api/v1/photos/{photo_id}', { params: { path: { photo_id } } }));

/** Send a file; XMLHttpRequest, because fetch cannot say how much of it has gone. */
export function uploadPhoto(project_id: string, file: File, onShare: (share: number) => void): Promise<Photo> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const path: keyof paths = '/api/v1/projects/{project_id}/photos';
    request.open('POST', path.replace('{project_id}', encodeURIComponent(project_id)));
    for (const [name, value] of Object.entries(HEADER)) request.setRequestHeader(name, value);
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => event.lengthComputable && onShare(event.loaded / event.total));
    request.addEventListener('error', () => {
      heard(0);
      reject(new ApiError(0, offline()));
    });
    request.addEventListener('load', () => {
      heard(request.status);
      if (request.status === 201) resolve(request.response as Photo);
      else reject(problemOf(request.response, request.status));
    });
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
}

export const direct = (project_id: string, body: { seed?: number; backend: string }): Promise<Task> =>
  got(client.POST('/api/v1/projects/{project_id}/direct', { ...id(project_id), body: body as components['schemas']['DirectBody'] }));
export const takes = (project_id: string): Promise<TakeList> => got(client.GET('/api/v1/projects/{project_id}/takes', id(project_id)));
export const changeTake = (take_id: string, body: components['schemas']['TakeChange']): Promise<Take> =>
  got(client.PATCH('/api/v1/takes/{take_id}', { ...of(take_id), body }));
export const deleteTake = (take_id: string): Promise<unknown> => got(client.DELETE('/api/v1/takes/{take_id}', of(take_id)));
export const reading = (take_id: string): Promise<ReadingView> => got(client.GET('/api/v1/takes/{take_id}/reading', of(take_id)));
export const critique = (take_id: string): Promise<CritiqueView> => got(client.GET('/api/v1/takes/{take_id}/critique', of(take_id)));
export const fix = (take_id: string, rule: string, force: boolean): Promise<Applied> =>
  got(client.POST('/api/v1/takes/{take_id}/fix', { ...of(take_id), body: { rule, force } }));
export const preview = (take_id: string, list: EditBody[]): Promise<Blob> =>
  got(client.POST('/api/v1/takes/{take_id}/preview', { ...of(take_id), body: { edits: list, mode: 'append', side_px: 1024 }, parseAs: 'blob' }) as Promise<Answer<unknown>>) as Promise<Blob>;
export const cost = (take_id: string, list: EditBody[], signal: AbortSignal): Promise<CostMeter> =>
  got(client.POST('/api/v1/takes/{take_id}/cost', { ...of(take_id), body: { edits: list, mode: 'append' }, signal }));
export const apply = (take_id: string, list: EditBody[], force: boolean): Promise<Applied> =>
  got(client.POST('/api/v1/takes/{take_id}/edits', { ...of(take_id), body: { edits: list, mode: 'append', force } }));
export const compare = (before_take: string, after_take: string): Promise<Comparison> =>
  got(client.GET('/api/v1/compare', { params: { query: { before_take, after_take } } }));

export const tiles = (take_id: string): Promise<TileSheet> => got(client.GET('/api/v1/takes/{take_id}/platforms', of(take_id)));
export const makeKit = (project_id: string, body: { take_ids: string[]; platforms: string[] }): Promise<Task> =>
  got(client.POST('/api/v1/projects/{project_id}/kit', { ...id(project_id), body: { ...body, name: '' } }));
export const kit = (task_id: string): Promise<KitView> => got(client.GET('/api/v1/tasks/{task_id}/kit', { params: { path: { task_id } } }));

export type TaskVerb = 'pause' | 'resume' | 'cancel' | 'retry';
export const tasks = async (): Promise<Task[]> => (await got(client.GET('/api/v1/tasks'))).tasks;
export const removeTask = (task_id: string): Promise<unknown> => got(client.DELETE('/api/v1/tasks/{task_id}', { params: { path: { task_id } } }));
export const changeTask = (task_id: string, verb: TaskVerb): Promise<Task> =>
  got(client.POST(`/api/v1/tasks/{task_id}/${verb}`, { params: { path: { task_id } } }));

export const people = async (): Promise<Person[]> => (await got(client.GET('/api/v1/people'))).people;
export const addPerson = (name: string): Promise<Person> => got(client.POST('/api/v1/people', { body: { name, note: '' } }));
export const agree = async (person_id: string, body: components['schemas']['ConsentBody']): Promise<void> => {
  await got(client.POST('/api/v1/people/{person_id}/consents', { params: { path: { person_id } }, body }));
};
export const withdraw = async (person_id: string): Promise<void> => {
  await got(client.POST('/api/v1/people/{person_id}/withdraw', { params: { path: { person_id } } }));
};
export const erase = (person_id: string, confirm: string): Promise<Receipt> =>
  got(client.POST('/api/v1/people/{person_id}/erase', { params: { path: { person_id } }, body: { confirm } }));

export const trash = async (): Promise<TrashItem[]> => (await got(client.GET('/api/v1/trash'))).items;
export const restore = (kind: TrashItem['kind'], item_id: string): Promise<unknown> =>
  got(client.POST('/api/v1/trash/{kind}/{item_id}/restore', { params: { path: { kind, item_id } } }));
export const emptyTrash = (): Promise<unknown> => got(client.DELETE('/api/v1/trash'));

export const settings = (): Promise<SettingsView> => got(client.GET('/api/v1/settings'));
export const changeSettings = (values: Record<string, string | number | boolean>): Promise<SettingsView> =>
  got(client.PATCH('/api/v1/settings', { body: { values } }));
export const setKey = async (service: string, key: string): Promise<void> => {
  await got(client.PUT('/api/v1/keys/{service}', { params: { path: { service } }, body: { key } }));
};
export const removeKey = async (service: string): Promise<void> => {
  await got(client.DELETE('/api/v1/keys/{service}', { params: { path: { service } } }));
};

/** A picture's address at a size; the server keeps each size that was asked for. */
export function sized(address: string, side: number): string {
  return `${address}${address.includes('?') ? '&' : '?'}side=${side}`;
}
