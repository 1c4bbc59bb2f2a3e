// Texts that would like to be programs: entered wherever a text can be entered, shown on every page, run nowhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { api, expect, openAlone, root, settled, test as base, Workplace } from './harness';

/** The corpus of the server's tests (JSON lines: strings, or objects with `text`), where it is there; else these. */
function corpus(): string[] {
  const folder = join(root, 'crates/bilan-web/tests/data');
  const file = existsSync(folder) ? readdirSync(folder).find((name) => name.startsWith('hostile.')) : undefined;
  if (file === undefined) return own();
  return readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      try {
        const said: unknown = JSON.parse(line);
        return typeof said === 'string' ? said : ((said as { text?: string }).text ?? line);
      } catch {
        return line;
      }
    });
}

function own(): string[] {
  const run = 'window.ran=1;alert(1)';
  const tags = ['img src=x onerror', 'svg onload', 'body onload', 'video src=x onerror', 'audio src=x onerror', 'details open ontoggle', 'input autofocus onfocus', 'select autofocus onfocus', 'textarea autofocus onfocus', 'marquee onstart', 'iframe onload', 'object data=x onerror', 'embed src=x onerror', 'a href=x onclick', 'style onload'];
  const schemes = ['javascript:', 'JaVaScRiPt:', 'java\tscript:', 'data:text/html,<script>', 'vbscript:', ' javascript:', 'feed:javascript:'];
  const breaks = ['">', "'>", '`>', '</textarea>', '</title>', '</script>', '--!>', ']]>', '\\u003c', '&lt;', '{{', '${', '{@html ', '<!--', '</style>', '</noscript>', '%3C', '\\"'];
  const others = [
    '=cmd|"/c calc"!A1', '@SUM(1+1)*cmd', '../../../../etc/passwd', '{{constructor.constructor("' + run + '")()}}', '${' + run + '}', '<math><mi//xlink:href="data:x,<script>' + run + '</script>">',
    '\u202Egnp.exe', '\u2066<script>\u2069', '﷽'.repeat(40), 'a\u0300'.repeat(200), 'W'.repeat(400), '<script src=https://example.org/x.js></script>', '<link rel=stylesheet href=//example.org/x.css>', '<base href=//example.org/>',
    '<meta http-equiv=refresh content="0;url=//example.org">', '<form action=//example.org><button>', '<img src=//example.org/x.png>', "'; DROP TABLE claims; --", '" OR 1=1 --', '\\x3cscript\\x3e', '__proto__', 'constructor',
  ];
  return [...tags.map((tag) => `<${tag}="${run}">`), ...schemes.map((scheme) => `<a href="${scheme}${run}">x</a>`), ...breaks.map((end) => `${end}<script>${run}</script>`), ...others];
}

const test = base.extend({
  place: async ({}, use) => {
    const place = new Workplace();
    await place.start();
    await use(place);
    await place.end();
  },
});

const READ = 'Le 3 mars 2024, 4 civils ont été tués à Gao, selon la Croix-Rouge.';
const PART = 60;

test('hostile texts are shown as texts', async ({ page, place, faults, context }) => {
  test.setTimeout(120_000);
  await page.addInitScript(() => {
    let ran = 0;
    Object.defineProperty(window, 'ran', { get: () => ran, set: () => (ran += 1) });
  });
  await openAlone(page, place);
  const all = corpus();
  // Notes of many texts each: every text is in one, among words that are read.
  const notes: string[] = [];
  const held = '2024-03-04';
  for (let at = 0; at < all.length; at += PART) {
    const text = [READ, ...all.slice(at, at + PART)].join('\n\n');
    const name = all[at].replace(/[\p{C}]/gu, '').slice(0, 60).trim() || 'W1';
    const kept = await api<{ report: string }>(context, place.origin, '/notes', { pseudonym: name, consent: 'internal', how: 'interview', held, text, language: 'fr' });
    notes.push(kept.report);
  }
  // Reasons, sources, names of queues, titles: where short texts go. What the server refuses is not shown.
  const refused = { n: 0, of: 0 };
  const enter = async (path: string, body: unknown): Promise<void> => {
    refused.of += 1;
    await api(context, place.origin, path, body).catch(() => (refused.n += 1));
  };
  const claims = (await api<{ rows: { id: string; report: string }[] }>(context, place.origin, '/claims?limit=50')).rows;
  expect(claims.length).toBeGreaterThan(0);
  const few = all.filter((_, i) => i % Math.max(1, Math.floor(all.length / 60)) === 0).slice(0, 60);
  for (const [i, text] of few.entries()) {
    const short = text.slice(0, 70);
    if (i % 2 === 0) await enter('/queues', { name: short, filter: { state: 'open', source: short } });
    await enter('/sources', { name: short, kind: null, why: text });
    const claim = claims[i % claims.length];
    await enter(`/claims/${claim.id}/judgement`, { ruling: 'correct', saying: { source: text }, why: text });
    if (i % 10 === 0) await enter(`/reports/${claim.report}/restate`, { title: text, publisher: short, why: text });
  }
  expect(refused.n).toBeLessThan(refused.of);

  const incidents = (await api<{ rows: { id: string }[] }>(context, place.origin, '/incidents?limit=3')).rows;
  const routes = [
    '/', '/review', ...notes.slice(0, 6).map((id) => `/reports/${id}`), '/reports', '/incidents', ...incidents.map(({ id }) => `/incidents/${encodeURIComponent(id)}`),
    '/explore', '/sources', '/agreement', '/ledger', '/release', ...few.slice(0, 6).map((text) => `/search?q=${encodeURIComponent(text.slice(0, 60))}`),
    `/reports?words=${encodeURIComponent(few[0])}`, `/review?queue=${encodeURIComponent(few[1])}`,
  ];
  for (const route of routes) {
    await page.goto(place.origin + route);
    await settled(page);
    expect(await page.evaluate(() => (window as unknown as { ran: number }).ran), route).toBe(0);
    // Nothing of what was entered has become an element.
    expect(await page.locator('main').locator('script, iframe, object, embed, marquee, base, meta, form[action]').count(), route).toBe(0);
  }
  // The text of the notes is on the page as it was entered.
  for (const [at, id] of notes.slice(0, 3).entries()) {
    await page.goto(`${place.origin}/reports/${id}`);
    const text = page.locator('main .text[role=document]');
    await expect(text).toContainText('4 civils');
    const shown = (await text.textContent()) ?? '';
    const wanted = all.slice(at * PART, at * PART + PART).filter((one) => /^[\x20-\x7e]+$/.test(one) && one.trim() === one && !/ {2}/.test(one));
    expect(wanted.filter((one) => !shown.includes(one))).toEqual([]);
  }
  // The queues are listed by the names that were given.
  await page.goto(`${place.origin}/review`);
  await settled(page);
  await page.locator('.head .queue').click();
  await expect(page.getByRole('dialog')).toContainText(few[0].slice(0, 20).trim());
  expect(await page.evaluate(() => (window as unknown as { ran: number }).ran)).toBe(0);
  // A request that names what is not there is refused, and that is no fault of the page.
  faults.forget(/status of 4\d\d/);
  expect(faults.all).toEqual([]);
});
