import { hkdfSync } from 'node:crypto';
import { ConfigError } from '@credenza/service-kit';
import { CompactEncrypt, compactDecrypt, errors } from 'jose';

/** What is sealed: each kind has a key of its own, so that nothing opens where it does not belong. */
export type Sealed = 'signing keys' | 'payout accounts';

function keyOf(secret: string, what: Sealed): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `credenza auth ${what}`, 32));
}

/**
 * @param text what nobody may read in the database
 * @param secret AUTH_KEY_SECRET
 * @param what which kind of text it is
 * @returns the text as JWE (AES-256-GCM)
 */
export async function seal(text: string, secret: string, what: Sealed = 'signing keys'): Promise<string> {
  return await new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(keyOf(secret, what));
}

/**
 * @param sealed what `seal` returned
 * @param secret the same secret
 * @param what the same kind
 * @returns the text
 * @throws ConfigError when it was sealed with another secret or as another kind, or altered
 */
export async function unseal(sealed: string, secret: string, what: Sealed = 'signing keys'): Promise<string> {
  try {
    const { plaintext } = await compactDecrypt(sealed, keyOf(secret, what), { keyManagementAlgorithms: ['dir'] });
    return new TextDecoder().decode(plaintext);
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new ConfigError(`AUTH_KEY_SECRET does not open the ${what}.`);
    throw error;
  }
}
