/** Several windows of one browser: what is changed in one is shown in the others. */
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('catchlight') : null;

/** Tell the other windows that a project's takes, photos or brief have changed. */
export function tell(project: string): void {
  channel?.postMessage(project);
}

/** Hear of changes made in other windows; returns what ends it. */
export function hear(project: string, run: () => void): () => void {
  const listener = (event: MessageEvent<unknown>): void => {
    if (event.data === project) run();
  };
  channel?.addEventListener('message', listener);
  return () => channel?.removeEventListener('message', listener);
}
