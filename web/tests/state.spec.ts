// Reload and back keep what was chosen: filters, queue, claim, language, the date of a state.
import { api, expect, openAlone, settled, test } from './harness';

test('the address holds the queue and the claim; reload and back keep them', async ({ page, place, faults }) => {
  await openAlone(page, place, '/review?queue=tolls');
  const waits = page.locator('.head .queue');
  await expect(waits).toContainText('Tolls');
  const says = page.locator('.side .says');
  const first = await says.textContent();
  await page.keyboard.press('Space');
  await expect(page).toHaveURL(/claim=/);
  await expect(says).not.toHaveText(first ?? '');
  const here = { url: page.url(), text: await page.locator('.others li.here').textContent() };
  await page.reload();
  await settled(page);
  await expect(waits).toContainText('Tolls');
  await expect(page.locator('.others li.here')).toHaveText(here.text ?? '');
  expect(page.url()).toBe(here.url);
  await page.locator('.paper h2 a').click();
  await expect(page).toHaveURL(/\/reports\//);
  await settled(page);
  await page.goBack();
  await settled(page);
  expect(page.url()).toBe(here.url);
  await expect(page.locator('.others li.here')).toHaveText(here.text ?? '');
  expect(faults.all).toEqual([]);
});

test('filters of lists, and the language', async ({ page, place, faults }) => {
  await openAlone(page, place, '/reports');
  const rows = page.getByRole('main').locator('tbody tr');
  await expect(rows).toHaveCount(11);
  await page.getByRole('search', { name: 'Filter' }).or(page.locator('.filter')).first().getByLabel('Language').selectOption('en');
  await expect(rows).toHaveCount(4);
  await page.reload();
  await settled(page);
  await expect(rows).toHaveCount(4);
  await rows.first().getByRole('link').first().click();
  await settled(page);
  await page.goBack();
  await expect(rows).toHaveCount(4);
  await page.getByText('Display', { exact: true }).click();
  await page.locator('#language').selectOption('fr');
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await page.reload();
  await settled(page);
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Rapports');
  expect(faults.all).toEqual([]);
});

test('the date of a state', async ({ page, place, faults }) => {
  await openAlone(page, place);
  const { rows } = await api<{ rows: { id: string }[] }>(page.context(), place.origin, '/incidents?limit=1');
  const today = new Date().toISOString().slice(0, 10);
  await page.goto(`${place.origin}/incidents/${encodeURIComponent(rows[0].id)}?as_of=${today}`);
  await settled(page);
  const date = page.locator('input[type=date]').first();
  await expect(date).toHaveValue(today);
  await page.reload();
  await settled(page);
  await expect(date).toHaveValue(today);
  expect(faults.all).toEqual([]);
});
