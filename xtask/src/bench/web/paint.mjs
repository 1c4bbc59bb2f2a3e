// Opens the workplace in a browser: what the first page and the map load, and when the map is painted.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [web, browserPath, address, key] = process.argv.slice(2);
const { chromium } = createRequire(join(web, 'package.json'))('playwright-core');
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--enable-unsafe-swiftshader', '--disable-background-networking'] });
const context = await browser.newContext({ locale: 'en' });
const headers = { 'Content-Type': 'application/json', 'X-Bilan': '1', Origin: `http://${address}` };
const signed = await fetch(`http://${address}/api/session/key`, { method: 'POST', headers, body: JSON.stringify({ key }) });
const [name, value] = signed.headers.get('set-cookie').split(';')[0].split('=');
await context.addCookies([{ name, value, url: `http://${address}` }]);
const page = await context.newPage();
const sizes = { pages: 0, api: 0 };
const waiting = [];
page.on('requestfinished', (request) => {
  waiting.push(request.sizes().then((size) => {
    sizes[new URL(request.url()).pathname.startsWith('/api/') ? 'api' : 'pages'] += size.responseBodySize;
  }).catch(() => {}));
});
const painted = () => page.waitForFunction(() => performance.getEntriesByName('bilan-map-painted')[0]?.startTime, null, { timeout: 60000 });
// The stream of events never ends, so the network is never idle.
await page.goto(`http://${address}/`);
await page.waitForTimeout(2000);
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
