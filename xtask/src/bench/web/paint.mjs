// Opens the workplace in a browser: what the first page and the map load, and when the map is painted.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [web, browserPath, address, key] = process.argv.slice(2);
const { chromium } = createRequire(join(web, 'package.json'))('playwright-core');
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--enable-unsafe-swiftshader', '--disable-background-networking'] });
const page = await (await browser.newContext({ locale: 'en' })).newPage();
const sizes = { pages: 0, api: 0 };
const waiting = [];
page.on('requestfinished', (request) => {
  waiting.push(request.sizes().then((size) => {
    sizes[new URL(request.url()).pathname.startsWith('/api/') ? 'api' : 'pages'] += size.responseBodySize;
  }).catch(() => {}));
});
const painted = () => page.waitForFunction(() => performance.getEntriesByName('bilan-map-painted')[0]?.startTime, null, { timeout: 60000 });
// The stream of events never ends, so the network is never idle: the case was asked for when the key was exchanged.
const opened = page.waitForResponse((response) => response.url().endsWith('/api/case') && response.ok());
await page.goto(`http://${address}/#k=${key}`);
await opened;
await page.waitForTimeout(1000);
await page.goto(`http://${address}/explore`);
const first = await (await painted()).jsonValue();
await page.waitForTimeout(2000);
await Promise.all(waiting);
const again = [];
for (let round = 0; round < 4; round++) {
  await page.goto('about:blank');
  await page.goto(`http://${address}/explore`);
  again.push(await (await painted()).jsonValue());
}
console.log(JSON.stringify({ first_ms: first, again_ms: again, pages_kb: sizes.pages / 1000, api_kb: sizes.api / 1000 }));
await browser.close();
