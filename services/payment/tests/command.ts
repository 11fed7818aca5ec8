import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/** Runs a program of deploy/ops as npm does; gives its exit code and everything it has printed. */
export async function command(name: string, args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [`deploy/ops/${name}.ts`, ...args], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      out += String(text);
    });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, out };
}
