// The pictures of the guide, taken of the samples: only when BILAN_GUIDE is set.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { api, expect, openAlone, root, settled, test } from './harness';

const folder = join(root, 'docs/guide');
const LARGEST = 120_000;

test.skip(!process.env.BILAN_GUIDE, 'pictures are taken when BILAN_GUIDE is set');

for (const language of ['en', 'fr'] as const) {
  test(`pictures of the guide: ${language}`, async ({ page, place, faults }) => {
    mkdirSync(folder, { recursive: true });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.addInitScript((code) => localStorage.setItem('bilan.language', code), language);
    await openAlone(page, place);
    const { rows } = await api<{ rows: { id: string }[] }>(page.context(), place.origin, '/incidents?limit=50');
    const incident = rows.find(({ id }) => id.startsWith('amassine')) ?? rows[0];
    const take = async (name: string, path: string, ready?: () => Promise<void>): Promise<void> => {
      await page.goto(place.origin + path);
      await settled(page);
      await ready?.();
      const file = join(folder, `${name}-${language}.png`);
      await page.screenshot({ path: file, animations: 'disabled' });
      expect(statSync(file).size, file).toBeLessThan(LARGEST);
    };
    await take('review', '/review?queue=tolls');
    await take('incident', `/incidents/${encodeURIComponent(incident.id)}`);
    if (language === 'en') await take('explore', '/explore', async () => void (await expect(page.locator('canvas').first()).toBeVisible()));
    else await take('release', '/release');
    expect(faults.all).toEqual([]);
  });
}
