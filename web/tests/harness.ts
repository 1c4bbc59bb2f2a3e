// A case of its own and a server for it, pages that are watched, and an end that leaves nothing running.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';

const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, '../..');
export const samples = join(root, 'samples');
const binary = process.env.BILAN_BINARY ?? join(root, 'target/ci/bilan');
/** Pages of a working tree (`dist`) in place of those in the binary: for those who work on them. */
const pagesFrom = process.env.BILAN_PAGES;

export const PASSWORD = 'a long enough passphrase';

/** One case with its server. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'bilan-web-'));
  readonly case = join(this.folder, 'case');
  readonly env = { ...process.env, BILAN_HOME: join(this.folder, 'home'), BILAN_MEMBER: 'aya', LANG: 'C.UTF-8' };
  /** Where the server is. */
  origin = '';
  #server: ChildProcess | null = null;
  #told = '';
  #port = '0';

  constructor(...reports: string[]) {
    this.run('init', this.case);
    if (reports.length > 0) this.add(...reports);
  }

  /** Run bilan and give what it prints. */
  run(...words: string[]): string {
    return execFileSync(binary, words, { cwd: this.folder, env: this.env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Take reports in; those that cannot be read are kept, and do not stop the others. */
  add(...reports: string[]): void {
    try {
      this.run('add', this.case, ...reports);
    } catch (error) {
      if (!(error as { stdout?: string }).stdout?.includes('Added ')) throw error;
    }
  }

  /** Let a member in; gives the password that was handed over. */
  member(name: string, ...roles: string[]): string {
    const told = this.run('member', 'add', this.case, name, ...roles.flatMap((role) => ['--role', role]));
    const password = /^\s*(\S{8,})\s*$/m.exec(told)?.[1];
    if (!password) throw new Error(`no password in: ${told}`);
    return password;
  }

  /** Serve, where it was served before if it was. */
  async start(): Promise<void> {
    this.#told = '';
    const server = spawn(binary, ['serve', this.case, '--listen', `127.0.0.1:${this.#port}`], { cwd: this.folder, env: this.env });
    this.#server = server;
    server.stderr?.on('data', (chunk: Buffer) => (this.#told += chunk.toString()));
    server.stdout?.on('data', (chunk: Buffer) => (this.#told += chunk.toString()));
    const address = await this.#until(/https?:\/\/127\.0\.0\.1:(\d+)/);
    this.origin = address[0];
    this.#port = address[1];
  }

  async #until(pattern: RegExp): Promise<RegExpExecArray> {
    for (let tries = 0; tries < 400; tries += 1) {
      const found = pattern.exec(this.#told);
      if (found) return found;
      if (this.#server?.exitCode !== null && this.#server?.exitCode !== undefined) break;
      await new Promise((next) => setTimeout(next, 25));
    }
    throw new Error(`bilan said: ${this.#told}`);
  }

  /** The key that the server printed last; each works once. */
  async key(): Promise<string> {
    await this.#until(/#k=[0-9a-f]+/);
    return [...this.#told.matchAll(/#k=([0-9a-f]+)/g)].at(-1)?.[1] ?? '';
  }

  /** End the server at once, as a power cut would. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((next) => server.once('exit', next));
    server.kill('SIGKILL');
    await ended;
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a page did that it should not have. */
export interface Faults {
  /** Console errors, page errors, violations of the content policy, requests to elsewhere, dialogs. */
  all: string[];
  /** Take away what was expected. */
  forget: (pattern: RegExp) => void;
}

const KINDS: Record<string, string> = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.html': 'text/html; charset=utf-8', '.json': 'application/json' };

async function servePagesOf(folder: string, context: BrowserContext, origin: string): Promise<void> {
  const headers = Object.fromEntries((await fetch(origin)).headers);
  for (const name of ['content-length', 'etag', 'date']) delete headers[name];
  await context.route(
    (url) => url.origin === origin && !url.pathname.startsWith('/api/'),
    (route) => {
      const path = join(folder, decodeURIComponent(new URL(route.request().url()).pathname));
      const file = extname(path) !== '' && existsSync(path) ? path : join(folder, 'index.html');
      return route.fulfill({ body: readFileSync(file), headers: { ...headers, 'content-type': KINDS[extname(file)] ?? 'application/octet-stream' } });
    },
  );
}

/** Watch a context: everything that its pages do wrong is written down. */
export async function watch(context: BrowserContext, origin: string): Promise<Faults> {
  const all: string[] = [];
  if (pagesFrom) await servePagesOf(resolve(pagesFrom), context, origin);
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== origin) all.push(`outside: ${request.url()}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error') all.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => all.push(`error: ${error.error().stack ?? error.error().message}`));
  context.on('dialog', (dialog) => {
    all.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await context.exposeBinding('bilanFault', (_source, text: string) => all.push(text));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      void (window as unknown as { bilanFault: (text: string) => void }).bilanFault(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  return {
    all,
    forget: (pattern) => {
      const kept = all.filter((text) => !pattern.test(text));
      all.splice(0, all.length, ...kept);
    },
  };
}

/** Wait until the page has loaded what it shows. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('main h1').first()).toBeVisible();
  await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
}

/** Ask the API with the session of a context, as the pages do. */
export async function api<T>(context: BrowserContext, origin: string, path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<T> {
  const response = await context.request.fetch(`${origin}/api${path}`, {
    method,
    headers: { 'X-Bilan': '1', Origin: origin, 'Accept-Language': 'en', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { data: JSON.stringify(body) }),
  });
  if (!response.ok()) throw new Error(`${method} ${path}: ${response.status()} ${await response.text()}`);
  return response.status() === 204 ? (undefined as T) : ((await response.json()) as T);
}

/** Open the workplace of one person, with the key in its address. */
export async function openAlone(page: Page, place: Workplace, path = '/'): Promise<void> {
  await page.goto(`${place.origin}${path}#k=${await place.key()}`);
  await settled(page);
}

/** Sign in with the password that was handed over, and choose one's own. */
export async function signIn(page: Page, place: Workplace, name: string, handedOver: string): Promise<void> {
  await page.goto(`${place.origin}/login`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password', { exact: true }).fill(handedOver);
  await page.keyboard.press('Enter');
  const own = page.getByLabel('New password', { exact: true });
  await expect(own).toBeVisible();
  await own.fill(PASSWORD);
  await page.getByLabel('New password again').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
}

interface Fixtures {
  place: Workplace;
  faults: Faults;
}

/** What a test can have: `place` (the samples, served to one person) and `faults` of its page. */
export const test = base.extend<Fixtures>({
  place: async ({}, use) => {
    const place = new Workplace(join(samples, 'amassine'), join(samples, 'moura'), join(samples, 'updates'));
    await place.start();
    await use(place);
    await place.end();
  },
  faults: async ({ context, place }, use) => {
    const faults = await watch(context, place.origin);
    await use(faults);
    expect(faults.all).toEqual([]);
  },
});
export { expect };
