// Adding documents: one upload at a time is sent, its progress told document by document.
import { asProblem, get, listen, post, type Problem } from '../api/client';
import type { Job } from '../api/types';
import { t } from '../locale.svelte';
import { say } from '../notices.svelte';

export interface Facts {
  published?: string;
  publisher?: string;
  language?: string;
  supersedes?: string;
}

export class Upload {
  names = $state.raw<string[]>([]);
  job = $state.raw<Job | null>(null);
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);
  #done: () => void;

  constructor(done: () => void) {
    this.#done = done;
  }

  /** Send files with what is known of all of them, and follow the work until it is done. */
  async send(files: File[], facts: Facts): Promise<void> {
    if (files.length === 0 || this.busy) return;
    this.names = files.map((file) => file.name);
    this.busy = true;
    this.problem = null;
    this.job = { id: '', state: 'running', done: 0, total: files.length, result: null, problem: null };
    const form = new FormData();
    for (const [name, value] of Object.entries(facts)) if (value) form.append(name, value);
    for (const file of files) form.append('file', file, file.name);
    try {
      const { job } = await post<{ job: string }>('/reports', form);
      await this.#follow(job);
      say(t('upload.said', { n: this.job?.result?.documents.length ?? 0 }));
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.busy = false;
      this.#done();
    }
  }

  async #follow(id: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      let asking = false;
      const ask = async (): Promise<void> => {
        if (asking) return;
        asking = true;
        try {
          this.job = await get<Job>(`/jobs/${encodeURIComponent(id)}`);
          if (this.job.state !== 'running') end(resolve);
        } catch (error) {
          end(() => reject(error));
        } finally {
          asking = false;
        }
      };
      const hear = (event: { job: string }): void => {
        if (event.job === id) void ask();
      };
      const stop = listen({ progress: hear, done: hear });
      // Events may be lost with the connection; the job itself is the truth.
      const beat = setInterval(() => void ask(), 2000);
      const end = (then: () => void): void => {
        stop();
        clearInterval(beat);
        then();
      };
      void ask();
    });
  }
}
