// A passkey, made, used and removed, with an authenticator that Chromium pretends to have.
import { join } from 'node:path';
import { expect, PASSWORD, samples, settled, signIn, test, watch, Workplace } from './harness';

test('a member makes a passkey, signs in with it, and removes it', async ({ browser }) => {
  const place = new Workplace(join(samples, 'moura'));
  const handed = place.member('nadia', 'coder');
  await place.start();
  // Passkeys are bound to a name, never to a number.
  place.origin = place.origin.replace('127.0.0.1', 'localhost');
  const context = await browser.newContext();
  const faults = await watch(context, place.origin);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  const held = async (): Promise<number> => (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length;

  await signIn(page, place, 'nadia', handed);
  await page.goto(`${place.origin}/factors`);
  await settled(page);
  const section = page.locator('section').filter({ has: page.getByRole('button', { name: 'Make a passkey' }) });
  await section.getByLabel('Name of the passkey').fill('blue key');
  await section.getByLabel('Your password').fill(PASSWORD);
  await section.getByRole('button', { name: 'Make a passkey' }).click();
  await expect(page.getByText('The passkey is ready.')).toBeVisible();
  expect(await held()).toBe(1);

  await page.evaluate(() => fetch('/api/session/logout', { method: 'POST', headers: { 'X-Bilan': '1', 'Content-Type': 'application/json' }, body: '{}' }));
  await page.goto(`${place.origin}/login`);
  await page.getByLabel('Name', { exact: true }).fill('nadia');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();

  await page.goto(`${place.origin}/factors`);
  await settled(page);
  await page.getByRole('button', { name: 'Remove blue key' }).click();
  await expect(page.getByText('The passkey is removed.')).toBeVisible();
  await expect(page.getByText('blue key')).toHaveCount(0);
  expect(faults.all).toEqual([]);
  await context.close();
  await place.end();
});
