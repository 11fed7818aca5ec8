/** A runner process for tests that end it: node run-throw-away.ts <root> <data> <base>. */
import { up } from '../../deploy/local/index.ts';

const [root = '', data = '', base = ''] = process.argv.slice(2);
const marketplace = await up({ root, data, base: Number(base) });
console.log(
  JSON.stringify([...marketplace.processes.values()].map(({ pid }) => pid).filter((pid) => pid !== process.pid)),
);
setInterval(() => {}, 60_000);
