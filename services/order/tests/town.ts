import type { ServiceName } from '@credenza/contracts';
import { type Harness, startForTest } from '@credenza/service-kit/testing';
import supertest from 'supertest';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';

/** Somebody with an account in the auth service. */
export interface Citizen {
  userId: string;
  authorization: string;
}

/** The order service among other real services. */
export interface Town extends Harness<Context> {
  at(companion: ServiceName): ReturnType<typeof supertest>;
  citizen(role: 'buyer' | 'seller'): Promise<Citizen>;
  /** Offers a product with one variant; the price is in minor units. */
  offer(seller: Citizen, price: number, stock: number): Promise<{ productId: string; variantId: string }>;
  /** @returns how many pieces of a product can be bought */
  available(productId: string): Promise<number>;
}

export const address = { name: 'Ada', line1: 'Elm Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' };
const secret = 'a secret that only these tests know';
const secrets = { AUTH_KEY_SECRET: secret, GUEST_TOKEN_SECRET: secret, PAYMENT_WEBHOOK_SECRET: secret };
let people = 0;

/**
 * @param companions which other services to run; auth and product are always there
 * @returns the town
 */
export async function openTown(companions: ServiceName[] = []): Promise<Town> {
  const kit = await startForTest(service, {
    companions: ['auth', 'product', ...companions],
    env: { ...secrets, ARGON2_MEMORY_KIB: '1024', ARGON2_PASSES: '1' },
  });
  const at = (name: ServiceName) => supertest(kit.companions[name] ?? '');
  return {
    ...kit,
    at,
    async citizen(role) {
      people += 1;
      const person = { email: `citizen-${people}@example.com`, password: 'a long enough password', name: role, role };
      const { body } = await at('auth').post('/api/auth/register').send(person).expect(201);
      return { userId: body.user.userId, authorization: `Bearer ${body.accessToken}` };
    },
    async offer(seller, price, stock) {
      const { body } = await at('product')
        .post('/api/products')
        .set('authorization', seller.authorization)
        .send({ title: `Thing ${price}`, status: 'active', variants: [{ options: [], price, stock }] })
        .expect(201);
      return { productId: body.productId, variantId: body.variants[0].variantId };
    },
    async available(productId) {
      const { body } = await at('product').get(`/api/products/${productId}`).expect(200);
      return body.variants[0].available;
    },
  };
}
