// The review desk: the claim that is decided now, the next one fetched ahead, decisions sent one after the other.
import { asProblem, get, isAborted, post, remove, type Problem } from '../api/client';
import type { Claim, ClaimDetail, ClaimKind, Decision, Filter, HistoryRow, NextClaim, Queue, Report, Saying, Verdict } from '../api/types';
import { did } from './did';
import { t } from '../locale.svelte';
import { complain, say } from '../notices.svelte';
import { why } from '../why.svelte';

interface Ahead {
  after: string;
  abort: AbortController;
  next: Promise<NextClaim | undefined>;
}

export class Desk {
  queues = $state.raw<Queue[]>([]);
  queue = $state('open');
  now = $state.raw<NextClaim | null>(null);
  left = $state<number | null>(null);
  /** Nothing waits in this queue (but what was skipped). */
  empty = $state(false);
  loading = $state(false);
  problem = $state.raw<Problem | null>(null);
  skipped = $state.raw<string[]>([]);
  /** Decisions of this sitting, for the line that says how far one is. */
  done = $state(0);
  #own = new Map<string, Claim>();
  #sending = new Set<string>();
  #decided: { entry: number; claim: string }[] = [];
  #chain: Promise<void> = Promise.resolve();
  #ahead: Ahead | null = null;
  #show: (claim: Claim) => void;

  /** `show` is told of each claim that comes on screen. */
  constructor(show: (claim: Claim) => void) {
    this.#show = show;
  }

  get second(): boolean {
    return this.queue === 'second' || this.filter.state === 'second';
  }

  get filter(): Filter {
    return this.queues.find((queue) => queue.id === this.queue)?.filter ?? { state: 'open' };
  }

  async loadQueues(): Promise<void> {
    try {
      this.queues = await get<Queue[]>('/queues');
    } catch (error) {
      complain(error);
    }
  }

  /** Begin a queue, at a claim where one is named. */
  async open(queue: string, claim: string | null): Promise<void> {
    this.queue = queue;
    this.skipped = [];
    this.empty = false;
    this.now = null;
    this.problem = null;
    this.loading = true;
    try {
      if (claim !== null && (await this.#openClaim(claim))) return;
      this.#put(await this.#fetch(null), false);
    } catch (error) {
      if (!isAborted(error)) this.problem = asProblem(error);
    } finally {
      this.loading = false;
    }
  }

  /** Show a claim by its id, with its report. False where the server has no such claim any more. */
  async #openClaim(id: string): Promise<boolean> {
    try {
      const { claim } = await get<ClaimDetail>(`/claims/${encodeURIComponent(id)}`);
      const report = await get<Report>(`/reports/${encodeURIComponent(claim.report)}`, { second: this.second ? '1' : null });
      const inside = report.claims.find((known) => known.id === id) ?? claim;
      this.#put({ claim: inside, report, left: this.left ?? this.#count() }, false);
      return true;
    } catch (error) {
      if ([404, 422].includes(asProblem(error).status)) return false;
      throw error;
    }
  }

  #count(): number {
    return this.queues.find((queue) => queue.id === this.queue)?.count ?? 0;
  }

  /** The next claim after one; asked when the own decisions on their way are in, so that they are not counted as waiting. */
  async #fetch(after: string | null, signal?: AbortSignal): Promise<NextClaim | undefined> {
    await this.#chain;
    const skipped = [...this.skipped, ...this.#sending];
    return get<NextClaim | undefined>('/review/next', { queue: this.queue, after, skipped }, signal);
  }

  #put(next: NextClaim | undefined, decided: boolean): void {
    this.#ahead?.abort.abort();
    this.#ahead = null;
    if (!next) {
      this.now = null;
      this.empty = true;
      this.left = 0;
      say(t('review.empty'));
      return;
    }
    this.empty = false;
    this.left = Math.max(0, next.left - (decided ? 1 : 0));
    const claims = next.report.claims.map((claim) => this.#own.get(claim.id) ?? claim);
    const claim = this.#own.get(next.claim.id) ?? next.claim;
    this.now = { claim, left: this.left, report: { ...next.report, claims } };
    this.#show(claim);
    this.#lookAhead(claim.id);
  }

  #lookAhead(after: string): void {
    const abort = new AbortController();
    const next = this.#fetch(after, abort.signal);
    next.catch(() => {});
    this.#ahead = { after, abort, next };
  }

  async #advance(decided: boolean): Promise<void> {
    const here = this.now?.claim.id ?? null;
    const ahead = this.#ahead;
    this.#ahead = null;
    // What was fetched ahead still counts the claim that is decided now; what is fetched anew does not.
    let stale = ahead !== null && ahead.after === here;
    const anew = (): Promise<NextClaim | undefined> => {
      stale = false;
      return this.#fetch(here);
    };
    try {
      let next = ahead && ahead.after === here ? await ahead.next.catch(anew) : await anew();
      if (next && (this.skipped.includes(next.claim.id) || this.#sending.has(next.claim.id) || next.claim.id === here)) next = await anew();
      if (this.now === null || this.now.claim.id === here) this.#put(next, decided && stale);
    } catch (error) {
      complain(error);
    }
  }

  /** Go to another claim of the same text. */
  go(id: string): void {
    const claim = this.now?.report.claims.find((known) => known.id === id);
    if (!claim || !this.now || this.now.claim.id === id) return;
    this.#ahead?.abort.abort();
    this.now = { ...this.now, claim };
    this.#show(claim);
    this.#lookAhead(id);
  }

  /** The claim before or after this one in the text. */
  move(by: 1 | -1): void {
    const claims = [...(this.now?.report.claims ?? [])].sort((a, b) => a.chars[0] - b.chars[0] || a.chars[1] - b.chars[1]);
    const at = claims.findIndex((claim) => claim.id === this.now?.claim.id);
    const to = claims[at + by];
    if (to) this.go(to.id);
  }

  #keep(claim: Claim): void {
    this.#own.set(claim.id, claim);
    if (!this.now || this.now.report.head.id !== claim.report) return;
    const known = this.now.report.claims.some(({ id }) => id === claim.id);
    const claims = known ? this.now.report.claims.map((one) => (one.id === claim.id ? claim : one)) : [...this.now.report.claims, claim];
    this.now = {
      ...this.now,
      claim: this.now.claim.id === claim.id ? claim : this.now.claim,
      report: { ...this.now.report, claims },
    };
  }

  #settled(decision: Decision, id: string): void {
    this.#decided.push({ entry: decision.entry, claim: id });
    if (decision.claim) this.#keep(decision.claim);
    this.done += 1;
  }

  /** Accept or reject what is on screen: the next claim shows at once, the decision is sent behind it. */
  async decide(ruling: 'accept' | 'reject'): Promise<void> {
    const at = this.now;
    if (!at || this.#sending.has(at.claim.id)) return;
    const { id } = at.claim;
    const before = this.#own.get(id);
    this.#sending.add(id);
    this.#own.set(id, { ...at.claim, verdict: ruling });
    say(t(`review.said.${ruling}`, { claim: at.claim.says }));
    const body = { ruling, why: why.forDecision, ...(this.second ? { second: true } : {}) };
    this.#chain = this.#chain.then(async () => {
      try {
        this.#settled(await post<Decision>(`/claims/${encodeURIComponent(id)}/judgement`, body), id);
      } catch (error) {
        if (before) this.#own.set(id, before);
        else this.#own.delete(id);
        complain(error);
        this.#sending.delete(id);
        this.#put({ ...at, claim: at.claim }, false);
      } finally {
        this.#sending.delete(id);
      }
    });
    await this.#advance(this.second || at.claim.verdict === null);
  }

  /** Correct what is on screen. Throws where the server refuses, so that the form stays as it is. */
  async correct(saying: Saying): Promise<void> {
    const at = this.now;
    if (!at) return;
    const ruling: Verdict = 'correct';
    const body = { ruling, saying, why: why.forDecision, ...(this.second ? { second: true } : {}) };
    this.#settled(await post<Decision>(`/claims/${encodeURIComponent(at.claim.id)}/judgement`, body), at.claim.id);
    say(t('review.said.correct', { claim: at.claim.says }));
    await this.#advance(this.second || at.claim.verdict === null);
  }

  /** Add a claim that the machine missed. Throws where the server refuses. */
  async add(kind: ClaimKind, incident: string | null, saying: Saying): Promise<void> {
    const at = this.now;
    if (!at) return;
    const body = { kind, saying, why: why.forDecision, ...(incident ? { incident } : {}), ...(this.second ? { second: true } : {}) };
    const decision = await post<Decision>(`/reports/${encodeURIComponent(at.report.head.id)}/claims`, body);
    this.#settled(decision, decision.claim?.id ?? at.claim.id);
    say(t('review.said.added', { claim: decision.claim?.says ?? '' }));
  }

  async skip(): Promise<void> {
    if (!this.now) return;
    this.skipped = [...this.skipped, this.now.claim.id];
    say(t('review.said.skip'));
    await this.#advance(false);
  }

  async lookAtSkipped(): Promise<void> {
    await this.open(this.queue, null);
  }

  /** This member's last act that can be undone, of this sitting or an earlier one. */
  async last(): Promise<HistoryRow | null> {
    await this.#chain;
    return (await get<HistoryRow | null | undefined>('/undo')) ?? null;
  }

  /** True where the act was done in this sitting: undoing it needs no question. */
  isRecent(row: HistoryRow): boolean {
    return this.#decided.some(({ entry }) => entry === row.entry);
  }

  /** Undo an act and go back to its claim. */
  async undo(row: HistoryRow, reason: string): Promise<void> {
    const decision = await post<Partial<Decision>>('/undo', { entry: row.entry, why: reason });
    const own = this.#decided.find(({ entry }) => entry === row.entry);
    this.#decided = this.#decided.filter(({ entry }) => entry !== row.entry);
    if (own) this.done = Math.max(0, this.done - 1);
    // A claim that was added is gone with its undoing.
    const id = row.what === 'add' ? undefined : (decision.claim?.id ?? own?.claim ?? row.about[0]);
    say(t('review.said.undone', { act: did(row.what), claim: row.says }));
    this.#own.clear();
    await this.loadQueues();
    this.left = null;
    if (id === undefined || !(await this.#openClaim(id))) {
      const here = this.now?.claim.id;
      await this.open(this.queue, here && here !== id ? here : null);
    }
  }

  async saveQueue(name: string, filter: Filter, dueDays: number | null): Promise<Queue> {
    const queue = await post<Queue>('/queues', { name, filter, ...(dueDays === null ? {} : { due_days: dueDays }) });
    await this.loadQueues();
    return queue;
  }

  async removeQueue(id: string): Promise<void> {
    await remove(`/queues/${encodeURIComponent(id)}`);
    await this.loadQueues();
  }

  /** Others have decided something: counts, and the text on screen if it is concerned. */
  async refresh(size: number, reports: string[]): Promise<void> {
    // The own decisions on their way are answered first: what is read after them holds them too.
    await this.#chain;
    void this.loadQueues();
    const id = this.now?.report.head.id;
    if (id === undefined || !reports.includes(id) || this.second) return;
    if (this.#decided.some((own) => own.entry === size - 1)) return;
    try {
      const report = await get<Report>(`/reports/${encodeURIComponent(id)}`);
      if (!this.now || this.now.report.head.id !== id) return;
      for (const claim of report.claims) this.#own.delete(claim.id);
      const claim = report.claims.find((known) => known.id === this.now?.claim.id) ?? this.now.claim;
      if (claim.verdict !== this.now.claim.verdict) say(t('review.meanwhile'));
      this.now = { ...this.now, claim, report };
    } catch {
      /* the next decision will tell */
    }
  }

  /** The connection was lost and is back: counts and the text anew, or the first claim where none came. */
  async catchUp(): Promise<void> {
    if (this.problem) await this.open(this.queue, null);
    else await this.refresh(-1, this.now ? [this.now.report.head.id] : []);
  }

  stop(): void {
    this.#ahead?.abort.abort();
  }
}
