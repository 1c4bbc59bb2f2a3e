// A list that grows by cursor: rows so far, whether more wait, and the problem if loading failed.
import { asProblem, isAborted, page, type Params, type Problem } from './api/client';

export class Rows<T> {
  rows = $state.raw<T[]>([]);
  total = $state<number | null>(null);
  next = $state<string | null>(null);
  loading = $state(false);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  #path: string;
  #params: Params = {};
  #abort: AbortController | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Start again with these parameters. The old rows stay on screen until the new ones are there. */
  async load(params: Params): Promise<void> {
    this.#params = params;
    await this.#fetch(null);
  }

  /** The same list again, from its first page. */
  async reload(): Promise<void> {
    await this.#fetch(null);
  }

  /** The next page, after the rows there are. */
  async more(): Promise<void> {
    if (this.next !== null && !this.loading) await this.#fetch(this.next);
  }

  async #fetch(cursor: string | null): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.loading = true;
    try {
      const got = await page<T>(this.#path, { ...this.#params, cursor }, abort.signal);
      this.rows = cursor === null ? got.rows : [...this.rows, ...got.rows];
      this.total = got.total ?? this.total;
      this.next = got.next;
      this.problem = null;
      this.loaded = true;
    } catch (error) {
      if (isAborted(error)) return;
      this.problem = asProblem(error);
    } finally {
      if (this.#abort === abort) this.loading = false;
    }
  }
}
