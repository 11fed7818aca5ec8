import { start } from '../src/index.ts';
import { toy } from './toy.ts';

await start(toy);
