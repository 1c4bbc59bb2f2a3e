// The pictures of the guide, taken of the samples: only when BILAN_GUIDE is set.
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { api, expect, openAlone, root, settled, test } from './harness';
import { smaller } from './png';

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
    // The samples tell of places that no gazetteer knows: a member says where they are.
    const places: [string, number, number][] = [['moura', 14.4, -4.3], ['amassine', 18.9, 1.1], ['tassik', 18.4, 0.6], ['ersane', 17.2, 0.3]];
    for (const [name, lat, lon] of places) {
      const found = rows.find(({ id }) => id.startsWith(name));
      if (found) await api(page.context(), place.origin, `/incidents/${encodeURIComponent(found.id)}/place`, { coordinates: [lat, lon], precision: 'settlement', why: 'as the sources describe it' });
    }
    const take = async (name: string, path: string, ready?: () => Promise<void>): Promise<void> => {
      await page.goto(place.origin + path);
      await settled(page);
      await ready?.();
      const file = join(folder, `${name}-${language}.png`);
      writeFileSync(file, smaller(await page.screenshot({ animations: 'disabled' })));
      expect(statSync(file).size, file).toBeLessThan(LARGEST);
    };
    await take('review', '/review?queue=tolls');
    await take('incident', `/incidents/${encodeURIComponent(incident.id)}`);
    if (language === 'en') await take('explore', '/explore', async () => {
      await expect(page.locator('canvas').first()).toBeVisible();
      await expect(page.getByRole('heading', { name: /^[1-9]\d* incidents? on the map/ })).toBeVisible();
    });
    else await take('release', '/release');
    expect(faults.all).toEqual([]);
  });
}
