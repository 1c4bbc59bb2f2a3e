// Two members at once: each sees what the other decides, nothing is lost, a second reading stays blind; and a server that is
// ended in the middle of it all comes back with everything that it had acknowledged.
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { join } from 'node:path';
import { api, expect, samples, settled, signIn, test as base, watch, Workplace, type Faults } from './harness';

interface Member {
  context: BrowserContext;
  page: Page;
  faults: Faults;
}
interface Next {
  claim: { id: string };
}
interface Report {
  claims: { id: string; verdict: string | null; judged: { member: string } | null }[];
}

const test = base.extend<{ team: { place: Workplace; nadia: Member; oumar: Member } }>({
  team: async ({ browser }, use) => {
    const place = new Workplace(join(samples, 'amassine/reports'));
    const handed = { nadia: place.member('nadia', 'coder', 'reviewer'), oumar: place.member('oumar', 'coder', 'reviewer') };
    await place.start();
    const nadia = await enter(browser, place, 'nadia', handed.nadia);
    const oumar = await enter(browser, place, 'oumar', handed.oumar);
    await use({ place, nadia, oumar });
    for (const { context, faults } of [nadia, oumar]) {
      expect(faults.all).toEqual([]);
      await context.close();
    }
    await place.end();
  },
});

async function enter(browser: Browser, place: Workplace, name: string, password: string): Promise<Member> {
  const context = await browser.newContext();
  const faults = await watch(context, place.origin);
  const page = await context.newPage();
  await signIn(page, place, name, password);
  return { context, page, faults };
}

async function openReview(page: Page, origin: string, query = ''): Promise<void> {
  await page.goto(`${origin}/review${query}`);
  await settled(page);
  await expect(page.getByRole('group', { name: 'The claim to decide' })).toBeVisible();
}

/** Press a key that decides, and wait until the server has acknowledged it. */
async function decide(page: Page, key: 'a' | 'x'): Promise<{ entry: number; claim: { id: string; report: string } }> {
  const answered = page.waitForResponse((answer) => answer.url().endsWith('/judgement'));
  await page.keyboard.press(key);
  const answer = await answered;
  expect(answer.status()).toBe(200);
  return (await answer.json()) as { entry: number; claim: { id: string; report: string } };
}

test('each sees the decisions of the other, and none is lost', async ({ team }) => {
  const { place, nadia, oumar } = team;
  const next = await api<Next>(nadia.context, place.origin, '/review/next?queue=open');
  // Both at the first report; Oumar begins at its end, so that they meet.
  await openReview(nadia.page, place.origin, `?queue=open&claim=${next.claim.id}`);
  await openReview(oumar.page, place.origin, `?queue=open&claim=${next.claim.id}`);
  await oumar.page.keyboard.press('j');
  const ofNadia = await decide(nadia.page, 'a');
  await expect(oumar.page.locator('.others li').filter({ hasText: 'accepted' })).toHaveCount(1);
  const ofOumar = await decide(oumar.page, 'x');
  await expect(nadia.page.locator('.others li').filter({ hasText: 'rejected' })).toHaveCount(1);
  // Both at once, as fast as hands go.
  const made = [ofNadia, ofOumar];
  for (let round = 0; round < 3; round += 1) made.push(...(await Promise.all([decide(nadia.page, 'a'), decide(oumar.page, 'a')])));
  expect(new Set(made.map(({ entry }) => entry)).size).toBe(made.length);
  for (const { claim } of made) {
    const { judgements } = await api<{ judgements: { entry: number }[] }>(nadia.context, place.origin, `/claims/${claim.id}`);
    expect(judgements.map(({ entry }) => entry).some((entry) => made.some((one) => one.entry === entry))).toBe(true);
  }
  // The toll that both see is the same.
  const lines = await Promise.all([nadia, oumar].map(({ context }) => api<{ rows: { line: string }[] }>(context, place.origin, '/totals')));
  expect(lines[0]).toEqual(lines[1]);
});

test('a second reading does not see the first', async ({ team }) => {
  const { place, nadia, oumar } = team;
  await openReview(nadia.page, place.origin, '?queue=open');
  const first = await decide(nadia.page, 'x');
  const told: string[] = [];
  oumar.page.on('response', (answer) => {
    if (/\/api\/(review|reports|claims)/.test(answer.url())) void answer.text().then((text) => told.push(text), () => {});
  });
  await openReview(oumar.page, place.origin, '?queue=second');
  await expect(oumar.page.getByText('Second reading: what others decided stays hidden')).toBeVisible();
  await expect(oumar.page.locator('main')).not.toContainText('rejected');
  await expect(oumar.page.locator('main')).not.toContainText('nadia');
  await expect.poll(() => told.length).toBeGreaterThan(0);
  expect(told.filter((text) => text.includes('"member":"nadia"'))).toEqual([]);
  const second = await decide(oumar.page, 'a');
  expect(second.claim.id).toBe(first.claim.id);
  const agreement = await api<{ both_judged: number; disagreements: { claim: string }[] }>(nadia.context, place.origin, '/agreement');
  expect(agreement.disagreements.map(({ claim }) => claim)).toEqual([first.claim.id]);
});

test('a server that is ended and started again: nothing is lost, nobody is signed out', async ({ team }) => {
  const { place, nadia, oumar } = team;
  await openReview(nadia.page, place.origin, '?queue=open');
  const made = [await decide(nadia.page, 'a'), await decide(nadia.page, 'x')];
  const shown = await nadia.page.locator('.side .says').textContent();
  await place.kill();
  await nadia.page.keyboard.press('a');
  await expect(nadia.page.getByRole('alert')).toContainText('cannot be reached');
  // The claim whose decision did not arrive is on screen again.
  await expect(nadia.page.locator('.side .says')).toHaveText(shown ?? '');
  await place.start();
  await expect(nadia.page.getByRole('alert')).toHaveCount(0, { timeout: 20_000 });
  made.push(await decide(nadia.page, 'a'));
  for (const { entry, claim } of made) {
    const report = await api<Report>(oumar.context, place.origin, `/reports/${claim.report}`);
    expect(report.claims.find(({ id }) => id === claim.id)?.judged?.member).toBe('nadia');
    expect(entry).toBeGreaterThan(0);
  }
  await oumar.page.reload();
  await settled(oumar.page);
  expect(new URL(oumar.page.url()).pathname).toBe('/');
  // The connection that was cut is no fault of the pages.
  for (const { faults } of [nadia, oumar]) faults.forget(/ERR_(CONNECTION_|INCOMPLETE_CHUNKED|EMPTY_RESPONSE|NETWORK_)/);
});
