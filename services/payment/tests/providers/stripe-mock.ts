import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { provideStripeMock } from '../../../../deploy/local/provision/stripe-mock.ts';

/** Starts Stripe's own mock on a port of its own. It keeps no state, but refuses what Stripe's description does not know. */
export async function startStripeMock() {
  const program = await provideStripeMock({ progress: (line) => console.log(line) });
  const child = spawn(program, ['-http-addr', '127.0.0.1:0'], { stdio: 'pipe' });
  const gone = once(child, 'exit');
  const lines: string[] = [];
  const url = await new Promise<string>((found, failed) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const [, address] = /Listening for HTTP at address: (\S+)/.exec(line) ?? [];
      if (address) found(`http://${address}`);
    });
    child.once('error', failed);
    void gone.then(() => failed(new Error(`stripe-mock has ended: ${lines.join(' ')}`)));
  });
  return {
    url,
    /** What it has printed, a line per request and answer. */
    lines,
    async stop() {
      child.kill();
      await gone;
    },
  };
}
