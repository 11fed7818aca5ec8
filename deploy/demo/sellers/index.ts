import type { SellerVocabulary } from '../vocabulary.ts';
import { atlas } from './atlas.ts';
import { banho } from './banho.ts';
import { ferrante } from './ferrante.ts';
import { fjord } from './fjord.ts';
import { hof } from './hof.ts';
import { kontor } from './kontor.ts';
import { lehm } from './lehm.ts';
import { lumen } from './lumen.ts';
import { maison } from './maison.ts';
import { nordbaek } from './nordbaek.ts';
import { sombra } from './sombra.ts';
import { vlas } from './vlas.ts';

/** Everyone who sells in the demo marketplace. */
export const sellers: readonly SellerVocabulary[] = [
  nordbaek,
  lehm,
  lumen,
  vlas,
  maison,
  hof,
  fjord,
  ferrante,
  banho,
  kontor,
  atlas,
  sombra,
];
