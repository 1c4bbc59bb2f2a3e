// The whole story by keyboard alone: reports come in, claims are reviewed, an incident is read, a dossier and a release are made.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, openAlone, samples, settled, test as base, Workplace } from './harness';
import { press, tabTo, write } from './keyboard';

const test = base.extend({
  place: async ({}, use) => {
    const place = new Workplace();
    await place.start();
    await use(place);
    await place.end();
  },
});

test('from the first report to a release, by keyboard', async ({ page, place, faults }) => {
  const nav = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true });
  const said = page.locator('p[role=status]');
  await openAlone(page, place);
  expect(page.url()).toBe(`${place.origin}/`);

  // Reports.
  await press(page, page.getByRole('main').getByRole('link', { name: 'Add reports' }).first());
  await settled(page);
  const choosing = page.waitForEvent('filechooser');
  await press(page, page.getByRole('button', { name: 'Choose documents' }));
  const folder = join(samples, 'amassine/reports');
  const files = readdirSync(folder).map((name) => join(folder, name));
  await (await choosing).setFiles(files);
  await expect(page.getByRole('region', { name: 'Documents being added' }).getByText('read and coded')).toHaveCount(files.length);

  // Review: accept.
  await press(page, nav('Review'));
  await settled(page);
  const claim = page.getByRole('group', { name: 'The claim to decide' });
  const waits = page.locator('.head .queue');
  await expect(waits).toContainText('82 wait');
  await page.keyboard.press('a');
  await expect(said).toContainText('Accepted');
  await expect(waits).toContainText('81 wait');

  // Correct, with the words moved.
  const before = await claim.locator('blockquote').textContent();
  await page.keyboard.press('c');
  const form = page.locator('form').filter({ hasText: 'Keep the correction' });
  await expect(form.getByRole('combobox').first()).toBeFocused();
  await tabTo(page, form.getByRole('button', { name: 'End one word later' }), true);
  await page.keyboard.press('Enter');
  await expect(form.getByText('Until now:')).toBeVisible();
  const kept = page.waitForResponse((answer) => (answer.request().postData() ?? '').includes('"correct"'));
  await press(page, form.getByRole('button', { name: 'Keep the correction' }));
  const corrected = (await (await kept).json()) as { claim: { quote: string; verdict: string } };
  expect(corrected.claim.verdict).toBe('correct');
  expect(corrected.claim.quote.length).toBeGreaterThan((before ?? '').trim().length);
  await expect(waits).toContainText('80 wait');

  // Reject.
  await page.keyboard.press('x');
  await expect(said).toContainText('Rejected');
  await expect(waits).toContainText('79 wait');

  // Add one that was missed, with words found in the text.
  const words = ((await page.locator('.paper .text').textContent()) ?? '').trim().split(/\s+/).slice(-4).join(' ');
  await page.keyboard.press('n');
  const added = page.locator('form').filter({ hasText: 'Add a claim that was missed' });
  await expect(added.getByPlaceholder('Find words of the text')).toBeFocused();
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await expect(added.locator('mark')).toBeVisible();
  await write(page, added.getByRole('spinbutton'), '3');
  await press(page, added.getByRole('button', { name: 'Add the claim' }));
  await expect(said).toContainText('Added');

  // Take it back, and the one before it.
  await page.keyboard.press('Backspace');
  await expect(said).toContainText('Undone');
  await expect(page.locator('.others li').filter({ hasText: ': 3' })).toHaveCount(0);
  await page.keyboard.press('Backspace');
  await expect(waits).toContainText('80 wait');

  // The totals, and an incident.
  await press(page, nav('Today'));
  await settled(page);
  await expect(page.getByRole('heading', { name: 'Documented so far' }).or(page.locator('.totals li').first()).first()).toBeVisible();
  await press(page, nav('Incidents'));
  await settled(page);
  await press(page, page.getByRole('main').locator('table a[href^="/incidents/"]').first());
  await settled(page);
  await expect(page.getByRole('main').getByRole('table').first()).toBeVisible();

  // A dossier.
  await press(page, nav('Release'));
  await settled(page);
  await press(page, page.getByRole('group', { name: 'Incidents' }).getByRole('checkbox').first(), 'Space');
  await press(page, page.getByRole('button', { name: 'Make a dossier of 1 incident' }));
  await expect(page.getByRole('main').locator('a[href*="/api/dossiers/"]').first()).toBeVisible();

  // A release candidate for the team itself.
  await tabTo(page, page.getByLabel('For whom'));
  await page.keyboard.press('i');
  await expect(page.getByLabel('For whom')).toHaveValue('internal');
  await press(page, page.getByRole('button', { name: 'Look before anything leaves' }));
  await expect(page.getByText('Nothing stands in the way.')).toBeVisible();
  await press(page, page.getByRole('button', { name: 'Make the release' }));
  await expect(page.getByRole('main').locator('article')).toHaveCount(1);
  expect(faults.all).toEqual([]);
});
