// The server's description of its API, and the types that the pages take from it.
//   npm run api            generates src/api/schema.d.ts from openapi.json
//   npm run api -- FILE    takes FILE (what GET /api/openapi.json gives) as the new openapi.json first
// A test of bilan-web holds openapi.json against the description in the server.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapi, { astToString } from 'openapi-typescript';

const web = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const description = resolve(web, 'openapi.json');
const target = resolve(web, 'src/api/schema.d.ts');

const given = process.argv[2];
if (given) writeFileSync(description, `${JSON.stringify(JSON.parse(readFileSync(given, 'utf8')), null, 2)}\n`);

const api = JSON.parse(readFileSync(description, 'utf8'));
// Handlers of different resources share their names; the types do not use them.
for (const [path, methods] of Object.entries(api.paths))
  for (const [method, operation] of Object.entries(methods)) operation.operationId = `${method} ${path}`;

const types = astToString(await openapi(api));
const text = `// Generated from openapi.json by \`npm run api\`: do not edit.\n${types}`;
// The same text again must not make everything that hangs on it new.
if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text);
