import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';

/** Keeps the secrets of webhooks so that the database alone does not tell them. */
export class Seal {
  readonly #key: Uint8Array;

  /** @param secret NOTIFICATION_SECRET, the same in every replica */
  constructor(secret: string) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'credenza notification webhooks', 32));
  }

  /**
   * @param text a secret
   * @returns the same as JWE (AES-256-GCM)
   */
  async close(text: string): Promise<string> {
    const jwe = new CompactEncrypt(new TextEncoder().encode(text));
    return await jwe.setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(this.#key);
  }

  /**
   * @param sealed what `close` returned
   * @returns the secret
   * @throws JOSEError when it was closed with another key, or altered
   */
  async open(sealed: string): Promise<string> {
    const { plaintext } = await compactDecrypt(sealed, this.#key, { keyManagementAlgorithms: ['dir'] });
    return new TextDecoder().decode(plaintext);
  }
}
