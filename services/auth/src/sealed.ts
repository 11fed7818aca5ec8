import { hkdfSync } from 'node:crypto';
import { ConfigError } from '@credenza/service-kit';
import { CompactEncrypt, compactDecrypt, errors } from 'jose';

function keyOf(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'credenza auth signing keys', 32));
}

/**
 * @param text what nobody may read in the database
 * @param secret AUTH_KEY_SECRET
 * @returns the text as JWE (AES-256-GCM)
 */
export async function seal(text: string, secret: string): Promise<string> {
  return await new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(keyOf(secret));
}

/**
 * @param sealed what `seal` returned
 * @param secret the same secret
 * @returns the text
 * @throws ConfigError when it was sealed with another one, or altered
 */
export async function unseal(sealed: string, secret: string): Promise<string> {
  try {
    const { plaintext } = await compactDecrypt(sealed, keyOf(secret), { keyManagementAlgorithms: ['dir'] });
    return new TextDecoder().decode(plaintext);
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new ConfigError('AUTH_KEY_SECRET does not open the signing keys.');
    throw error;
  }
}
