import { jwksPath, Reply, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';

const PublicKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
  use: z.literal('sig'),
  alg: z.literal('EdDSA'),
});

function publicKey(x: string, kid: string): z.input<typeof PublicKey> {
  return { kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA' };
}

/** Well below the time that a new key is shown before it signs. */
const headers = { 'cache-control': 'public, max-age=15' };

export const getJwks = route({
  method: 'get',
  path: jwksPath,
  summary: 'The public keys that access tokens are verified with (RFC 7517).',
  role: 'public',
  reply: z.object({ keys: z.array(PublicKey) }),
  async handle(_input, ctx: Context) {
    const keys = await ctx.keys.publicKeys();
    return new Reply({ keys: keys.map(({ publicJwk, kid }) => publicKey(publicJwk.x, kid)) }, { headers });
  },
});
