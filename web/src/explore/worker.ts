/** The worker of the map, allowed by name: the policy `bilan-worker` lets through this one address and nothing else. */
import { setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): object };
}

let ready = false;

/** Tells the map library where its worker is. Does nothing the second time. */
export function allowWorker(): void {
  if (ready) return;
  ready = true;
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  if (!policies) {
    setWorkerUrl(workerUrl);
    return;
  }
  const policy = policies.createPolicy('bilan-worker', {
    createScriptURL(url) {
      if (url !== workerUrl) throw new TypeError(`not a worker of this program: ${url}`);
      return url;
    },
  });
  // The library asks its address for `endsWith` and `split` before it hands it to `Worker`: the trusted value answers both.
  const trusted = policy.createScriptURL(workerUrl);
  Object.defineProperties(trusted, {
    endsWith: { value: (end: string) => workerUrl.endsWith(end) },
    split: { value: (by: string | RegExp) => workerUrl.split(by) },
  });
  setWorkerUrl(trusted as unknown as string);
}
