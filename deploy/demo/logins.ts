import { ownEnvironment } from '../local/development-environment.ts';
import { sellers } from './sellers/index.ts';
import { slug } from './words.ts';

/** An account of the demo marketplace. */
export interface DemoAccount {
  role: 'buyer' | 'seller' | 'admin';
  email: string;
  password: string;
  name: string;
}

/** The administrator exists from the auth service's first start; every other demo account shares the password. */
const { ADMIN_EMAIL = '', ADMIN_PASSWORD: password = '' } = ownEnvironment('auth');

const names = [
  'Mira Lindgren',
  'Jonas Weber',
  'Aoife Byrne',
  'Matteo Rossi',
  'Camille Laurent',
  'Piotr Nowak',
  'Sofia Almeida',
  'Lars Eriksen',
  'Zeynep Kaya',
  'Hanna Virtanen',
  'Tomás García',
  'Elif Demir',
  'Noor van Dijk',
  'Lukáš Dvořák',
  'Freya Jensen',
  'Andrei Popescu',
  'Clara Schneider',
  'Nikos Papadakis',
  'Amélie Dubois',
  'Daniel Okafor',
];

/** Twenty people who buy. */
export const buyers: readonly DemoAccount[] = names.map((name) => ({
  role: 'buyer',
  email: `${slug(name).replaceAll('-', '.')}@buyers.example`,
  password,
  name,
}));

/** The accounts of the twelve shops. */
export const shops: readonly DemoAccount[] = sellers.map((seller) => ({
  role: 'seller',
  email: `shop@${seller.slug}.example`,
  password,
  name: seller.name,
}));

/** Whoever runs the marketplace. */
export const administrator: DemoAccount = { role: 'admin', email: ADMIN_EMAIL, password, name: 'Administrator' };

/** One account of each role, to try things out with. */
export const logins: readonly DemoAccount[] = [...buyers.slice(0, 1), ...shops.slice(0, 1), administrator];
