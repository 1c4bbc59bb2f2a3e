// Passkeys: what the server sends as JSON becomes what the browser wants, and back.

import type { Challenge } from './api/types';

interface WithJson {
  parseRequestOptionsFromJSON?: (options: unknown) => PublicKeyCredentialRequestOptions;
  parseCreationOptionsFromJSON?: (options: unknown) => PublicKeyCredentialCreationOptions;
}

/** True where this browser knows passkeys at all. */
export function knowsPasskeys(): boolean {
  return isSecureContext && typeof PublicKeyCredential !== 'undefined';
}

function bytes(text: string): ArrayBuffer {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0)).buffer;
}

function text(buffer: ArrayBuffer | null): string | undefined {
  if (buffer === null) return undefined;
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function withBytes(options: Record<string, unknown>): Record<string, unknown> {
  const ids = (list: unknown): unknown => (Array.isArray(list) ? list.map((one: { id: string }) => ({ ...one, id: bytes(one.id) })) : undefined);
  const user = options.user as { id: string } | undefined;
  return {
    ...options,
    challenge: bytes(options.challenge as string),
    ...(user ? { user: { ...user, id: bytes(user.id) } } : {}),
    ...(options.allowCredentials ? { allowCredentials: ids(options.allowCredentials) } : {}),
    ...(options.excludeCredentials ? { excludeCredentials: ids(options.excludeCredentials) } : {}),
  };
}

function asJson(credential: PublicKeyCredential): unknown {
  if (typeof credential.toJSON === 'function') return credential.toJSON();
  const { response } = credential;
  const common = { clientDataJSON: text(response.clientDataJSON) };
  const own =
    response instanceof AuthenticatorAttestationResponse
      ? { attestationObject: text(response.attestationObject) }
      : {
          authenticatorData: text((response as AuthenticatorAssertionResponse).authenticatorData),
          signature: text((response as AuthenticatorAssertionResponse).signature),
          userHandle: text((response as AuthenticatorAssertionResponse).userHandle),
        };
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: { ...common, ...own }, clientExtensionResults: {} };
}

/** Sign in with a passkey; gives what `/passkey/finish` takes, or null where the person gave up. */
export async function usePasskey(challenge: Challenge): Promise<unknown> {
  const options = challenge.options as Record<string, unknown>;
  const json = (options.publicKey ?? options) as Record<string, unknown>;
  const parse = (PublicKeyCredential as unknown as WithJson).parseRequestOptionsFromJSON;
  const publicKey = parse ? parse(json) : (withBytes(json) as unknown as PublicKeyCredentialRequestOptions);
  const credential = await navigator.credentials.get({ publicKey });
  return credential ? asJson(credential as PublicKeyCredential) : null;
}

/** Make a passkey; gives what `/passkeys/finish` takes, or null where the person gave up. */
export async function makePasskey(challenge: Challenge): Promise<unknown> {
  const options = challenge.options as Record<string, unknown>;
  const json = (options.publicKey ?? options) as Record<string, unknown>;
  const parse = (PublicKeyCredential as unknown as WithJson).parseCreationOptionsFromJSON;
  const publicKey = parse ? parse(json) : (withBytes(json) as unknown as PublicKeyCredentialCreationOptions);
  const credential = await navigator.credentials.create({ publicKey });
  return credential ? asJson(credential as PublicKeyCredential) : null;
}
