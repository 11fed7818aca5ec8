import { Unavailable } from '@credenza/service-kit';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTVerifyGetKey,
} from 'jose';
import { z } from 'zod';
import { seal, unseal } from './sealed.ts';
import type { StoredKey, StoredKeys } from './signing-key.store.ts';
import { type KeyTimes, leadMs, nextKey, signingKey, verifyingKeys } from './signing-key.ts';

type VerifyKey = Awaited<ReturnType<JWTVerifyGetKey>>;

interface OpenKey extends StoredKey {
  verify: VerifyKey;
  sign: CryptoKey;
}

/** What a rotation has come to. */
export interface Rotated {
  newest: KeyTimes & { kid: string };
  /** Whether this call has made it. */
  made: boolean;
}

/** A replica reads the keys anew when it has not for this long, in ms; well below the lead of a new key. */
const freshMs = leadMs / 6;
/** An unknown key id makes a replica look for new keys, but not more often than this, in ms. */
const cooldownMs = 1_000;

const PrivateJwk = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), d: z.string() });

/** The signing keys as this replica knows them. */
export class KeyRing {
  readonly #stored: StoredKeys;
  readonly #secret: string;
  readonly #now: () => Date;
  readonly #opened = new Map<string, OpenKey>();
  #keys: OpenKey[] = [];
  #readAt = Number.NEGATIVE_INFINITY;
  #reads = 0;
  #newestRead = 0;
  #reading: Promise<void> | undefined;

  /**
   * @param stored the keys in the database
   * @param options AUTH_KEY_SECRET and the clock
   */
  constructor(stored: StoredKeys, options: { secret: string; now: () => Date }) {
    this.#stored = stored;
    this.#secret = options.secret;
    this.#now = options.now;
  }

  /**
   * Makes the next key when it is time; replicas that do so at once end up with one key.
   *
   * @param afterMs the age in ms at which the signing key is replaced; 0 for now
   * @returns the newest key, and whether this call has made it
   * @throws ConfigError when the stored keys were sealed with another secret
   */
  async rotate(afterMs: number): Promise<Rotated> {
    await this.#read();
    const times = nextKey(this.#keys, { now: this.#now(), afterMs });
    const made = times !== undefined && (await this.#stored.add(await makeKey(times, this.#secret)));
    if (times) await this.#read();
    const newest = this.#keys.at(-1);
    if (!newest) throw new Error('There is no signing key though one has just been made.');
    return { newest, made };
  }

  /** Removes the keys whose tokens have all expired. */
  async discard(): Promise<void> {
    await this.#read();
    const needed = new Set(verifyingKeys(this.#keys, this.#now()).map((key) => key._id));
    const gone = this.#keys.map((key) => key._id).filter((number) => !needed.has(number));
    if (gone.length > 0) await this.#stored.remove(gone);
  }

  /** @returns the key that signs now */
  async signing(): Promise<{ kid: string; key: CryptoKey }> {
    await this.#refresh(freshMs);
    const key = signingKey(this.#keys, this.#now());
    if (!key) throw new Error('There is no signing key.');
    return { kid: key.kid, key: key.sign };
  }

  /** @returns the keys that somebody else may need to verify a token */
  async publicKeys(): Promise<Pick<StoredKey, 'kid' | 'publicJwk'>[]> {
    await this.#refresh(freshMs);
    return verifyingKeys(this.#keys, this.#now());
  }

  /** Finds the key of a token, for jose. */
  readonly find: JWTVerifyGetKey = async ({ kid }) => {
    const known = this.#keys.some((key) => key.kid === kid);
    // A database that is away must not look like a bad token; the keys that are known still verify.
    const failed = await this.#refresh(known ? freshMs : cooldownMs).then(
      () => false,
      () => true,
    );
    const key = verifyingKeys(this.#keys, this.#now()).find((one) => one.kid === kid);
    if (key) return key.verify;
    throw failed ? new Unavailable('The signing keys cannot be read.') : new Error('unknown key');
  };

  async #refresh(olderThanMs: number): Promise<void> {
    if (this.#now().getTime() - this.#readAt <= olderThanMs) return;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #read(): Promise<void> {
    this.#reads += 1;
    const number = this.#reads;
    const at = this.#now().getTime();
    const keys = await Promise.all((await this.#stored.all()).map((key) => this.#open(key)));
    if (number < this.#newestRead) return; // one that began later was faster
    this.#newestRead = number;
    this.#keys = keys;
    this.#readAt = at;
  }

  async #open(stored: StoredKey): Promise<OpenKey> {
    const known = this.#opened.get(stored.kid);
    if (known) return known;
    const jwk = PrivateJwk.parse(JSON.parse(await unseal(stored.sealed, this.#secret)));
    const opened = { ...stored, verify: await importKey(stored.publicJwk), sign: await importKey(jwk) };
    this.#opened.set(stored.kid, opened);
    return opened;
  }
}

async function importKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, 'EdDSA');
  if (key instanceof Uint8Array) throw new Error('A signing key is an Ed25519 key.');
  return key;
}

async function makeKey(times: KeyTimes, secret: string): Promise<StoredKey> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = PrivateJwk.parse(await exportJWK(privateKey));
  const publicJwk = { kty: jwk.kty, crv: jwk.crv, x: jwk.x };
  const kid = await calculateJwkThumbprint(publicJwk);
  return { ...times, kid, publicJwk, sealed: await seal(JSON.stringify(jwk), secret) };
}
