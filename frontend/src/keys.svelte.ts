/** Keyboard shortcuts: registered by the page that has them, listed by `?`. */
import { untrack } from 'svelte';

export interface Shortcut {
  /** As `KeyboardEvent.key`, lower case; `shift+` and `mod+` (Ctrl, or ⌘ on a Mac) in front. */
  keys: string[];
  label: string;
  run: (event: KeyboardEvent) => void;
}

class Keys {
  groups = $state.raw<{ title: string; shortcuts: Shortcut[] }[]>([]);

  /** Register a group; returns what removes it again, for `$effect`. */
  register(title: string, shortcuts: Shortcut[]): () => void {
    const group = { title, shortcuts };
    // Untracked: whoever registers in an effect must not depend on what others register.
    untrack(() => (this.groups = [...this.groups, group]));
    return () => untrack(() => (this.groups = this.groups.filter((one) => one !== group)));
  }

  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey || isTyping(event)) return;
    const pressed = combination(event);
    // The newest group wins: a dialog over a page.
    for (const group of [...this.groups].reverse()) {
      const found = group.shortcuts.find((one) => one.keys.includes(pressed));
      if (found) {
        event.preventDefault();
        found.run(event);
        return;
      }
    }
  }
}

function combination(event: KeyboardEvent): string {
  const key = event.key.toLowerCase();
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : '';
  // "?" already needs shift on most keyboards: it is named by the character alone.
  const shift = event.shiftKey && /^[a-z]$|^arrow|^enter$|^tab$/.test(key) ? 'shift+' : '';
  return mod + shift + key;
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  if (target instanceof HTMLInputElement) {
    const typed = !['checkbox', 'radio', 'button', 'submit', 'range', 'color', 'file'].includes(target.type);
    return typed || (target.type !== 'checkbox' && event.key.startsWith('Arrow'));
  }
  // Enter and space on a button or link are its own.
  return (event.key === 'Enter' || event.key === ' ') && ['BUTTON', 'A', 'SUMMARY'].includes(target.tagName);
}

export const keys = new Keys();

/** How a combination is written for people. */
export function written(combination: string): string {
  const named: Record<string, string> = {
    arrowleft: '←', arrowright: '→', arrowup: '↑', arrowdown: '↓', escape: 'Esc', enter: 'Enter', ' ': 'Space',
  };
  return combination
    .split('+')
    .map((part) => named[part] ?? (part === 'mod' ? 'Ctrl' : part === 'shift' ? 'Shift' : part.toUpperCase()))
    .join(' + ');
}
