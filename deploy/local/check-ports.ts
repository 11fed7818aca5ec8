import { PlainError } from './plain-error.ts';
import { isFree } from './tcp.ts';

/**
 * Makes sure that every port can be used, before anything is started.
 *
 * @param wanted who needs which port
 * @throws PlainError which port is taken, and what to do
 */
export async function checkPorts(wanted: readonly { name: string; port: number }[]): Promise<void> {
  const beyond = wanted.find(({ port }) => port > 65_535);
  if (beyond) throw new PlainError(`Port ${beyond.port} does not exist; choose a lower --port.`);
  const checked = await Promise.all(wanted.map(async (one) => ({ ...one, free: await isFree(one.port) })));
  const taken = checked.filter(({ free }) => !free).map(({ name, port }) => `${port} (${name})`);
  if (taken.length === 0) return;
  const [what, them] = taken.length === 1 ? ['Port', 'it'] : ['Ports', 'them'];
  throw new PlainError(
    `${what} ${taken.join(', ')} taken by another program: end that program, or start with another --port to move ${them}.`,
  );
}
