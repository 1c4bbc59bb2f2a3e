// Every page: no faults, no outside requests, nothing serious for axe, in two widths, light and dark, three languages.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { join } from 'node:path';
import { api, expect, openAlone, samples, settled, test as base, Workplace, watch, signIn } from './harness';

interface Found {
  rows: { id: string }[];
}

// One server for all of this file: nothing is changed here.
const test = base.extend<object, { shared: Workplace }>({
  shared: [
    async ({}, use) => {
      const place = new Workplace(join(samples, 'amassine'), join(samples, 'moura'), join(samples, 'updates'), join(samples, 'bad'));
      await place.start();
      await use(place);
      await place.end();
    },
    { scope: 'worker' },
  ],
  place: async ({ shared }, use) => use(shared),
});

test.describe.configure({ mode: 'parallel' });

async function routesOf(page: Page, origin: string): Promise<string[]> {
  const context = page.context();
  const [reports, incidents] = await Promise.all([
    api<Found>(context, origin, '/reports?limit=1'),
    api<Found>(context, origin, '/incidents?limit=1&sort=-claims').catch(() => api<Found>(context, origin, '/incidents?limit=1')),
  ]);
  return [
    '/', '/review', '/incidents', `/incidents/${encodeURIComponent(incidents.rows[0].id)}`, '/explore', '/reports',
    `/reports/${encodeURIComponent(reports.rows[0].id)}`, '/note', '/sources', '/agreement', '/ledger', '/release',
    '/search?q=Moura', '/help', '/login', '/nowhere',
  ];
}

/** Words that are wider than the page; frames that scroll by themselves may be wider inside. */
async function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function see(page: Page, url: string, axe: boolean): Promise<void> {
  await page.goto(url);
  await settled(page);
  expect.soft(await sideways(page), `${url} scrolls sideways`).toBeLessThanOrEqual(0);
  if (!axe) return;
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary?.split('\n')[1]?.trim()})`).join('; ')}`);
  expect.soft(serious, url).toEqual([]);
}

const looks = [
  { name: 'wide, light, English', width: 1280, scheme: 'light', language: 'en', axe: true },
  { name: 'wide, dark, French', width: 1280, scheme: 'dark', language: 'fr', axe: true },
  { name: 'narrow, light, French', width: 360, scheme: 'light', language: 'fr', axe: true },
  { name: 'narrow, dark, English', width: 360, scheme: 'dark', language: 'en', axe: true },
  { name: 'wide, right to left', width: 1280, scheme: 'light', language: 'ar', axe: false },
  { name: 'narrow, right to left', width: 360, scheme: 'dark', language: 'ar', axe: false },
] as const;

for (const look of looks) {
  test(`every page: ${look.name}`, async ({ page, place, faults }) => {
    await page.setViewportSize({ width: look.width, height: 800 });
    await page.emulateMedia({ colorScheme: look.scheme });
    await page.addInitScript((language) => localStorage.setItem('bilan.language', language), look.language);
    await openAlone(page, place);
    await expect(page.locator('html')).toHaveAttribute('lang', look.language);
    await expect(page.locator('html')).toHaveAttribute('dir', look.language === 'ar' ? 'rtl' : 'ltr');
    for (const route of await routesOf(page, place.origin)) await see(page, place.origin + route, look.axe);
    expect(new URL(page.url()).hash).toBe('');
    expect(faults.all).toEqual([]);
  });
}

test('the pages that only a team has', async ({ browser }) => {
  const place = new Workplace();
  const password = place.member('nadia', 'admin', 'coder');
  await place.start();
  const context = await browser.newContext();
  try {
    const faults = await watch(context, place.origin);
    const page = await context.newPage();
    await page.goto(place.origin);
    await expect(page).toHaveURL(/\/login/);
    await see(page, `${place.origin}/login`, true);
    await signIn(page, place, 'nadia', password);
    for (const route of ['/members', '/factors', '/', '/review', '/reports', '/explore', '/incidents']) await see(page, place.origin + route, true);
    expect(faults.all).toEqual([]);
  } finally {
    await context.close();
    await place.end();
  }
});
