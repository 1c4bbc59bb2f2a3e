// What the shell tells: one problem in a banner, and quiet sentences for those who listen to the page.
import { asProblem, isAborted, type Problem } from './api/client';

let problem = $state.raw<Problem | null>(null);
let sentence = $state('');

export const notices = {
  get problem(): Problem | null {
    return problem;
  },
  /** The last sentence of the live region. */
  get sentence(): string {
    return sentence;
  },
};

/** Show what went wrong in the banner (requests that the page gave up are no problem). */
export function complain(error: unknown): void {
  if (!isAborted(error)) problem = asProblem(error);
}

export function dismiss(): void {
  problem = null;
}

/** The server is there again: what was told of its absence is over. */
export function reached(): void {
  if (problem?.code === 'unreachable') problem = null;
}

/** Say a sentence to screen readers, politely. The same sentence twice is said twice. */
export function say(text: string): void {
  sentence = sentence === text ? `${text}\u00a0` : text;
}
