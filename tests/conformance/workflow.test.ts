import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const Step = z.object({
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const Workflow = z.object({
  jobs: z.record(z.string(), z.object({ needs: z.string().optional(), steps: z.array(Step) })),
});
const { jobs } = Workflow.parse(parse(read('.github/workflows/ci.yml')));
const { scripts, devDependencies } = z
  .object({ scripts: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json')));
const dockerfile = read('deploy/Dockerfile');

describe('the workflow', () => {
  test('runs only what is there', () => {
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const commands = steps.flatMap(({ run }) => run ?? []);
    for (const [, script = ''] of commands.join('\n').matchAll(/npm run ([\w:]+)/g))
      expect(scripts).toHaveProperty([script]);
    accessSync(join(root, '.ci/run'), constants.X_OK);
    expect(commands).toContain('.ci/run');
    for (const { needs } of Object.values(jobs)) expect([undefined, ...Object.keys(jobs)]).toContain(needs);
    for (const [, pattern = ''] of read('.github/workflows/ci.yml').matchAll(/hashFiles\('([^']+)'\)/g))
      expect(globSync(pattern, { cwd: root })).not.toEqual([]);
  });

  test('builds the image after the tests, from files that are there, and pushes it from main alone', () => {
    const { needs, steps = [] } = jobs.image ?? {};
    const build = steps.find(({ uses }) => uses?.startsWith('docker/build-push-action'))?.with ?? {};
    expect(needs).toBe('test');
    expect(build).toMatchObject({
      context: '.',
      file: 'deploy/Dockerfile',
    });
    expect(build.push).toMatch(/^\S+ github\.ref == 'refs\/heads\/main' \S+$/);
    for (const [, sources = ''] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm))
      for (const source of sources.split(' '))
        expect({ source, there: existsSync(join(root, source)) }).toEqual({ source, there: true });
  });

  test('names the image as registries take it, whatever the owner is called', () => {
    const { steps = [] } = jobs.image ?? {};
    const [naming] = steps.filter(({ id }) => id === 'image');
    const folder = mkdtempSync(join(tmpdir(), 'credenza-image-'));
    const output = join(folder, 'output');
    const env = { PATH: process.env.PATH, GITHUB_REPOSITORY: 'Some-Owner/Credenza', GITHUB_OUTPUT: output };
    expect(spawnSync('bash', ['-e', '-c', naming?.run ?? 'exit 1'], { env }).status).toBe(0);
    expect(readFileSync(output, 'utf8')).toBe('name=ghcr.io/some-owner/credenza\n');
    rmSync(folder, { recursive: true });
    const tags = String(steps.find(({ uses }) => uses?.startsWith('docker/build-push-action'))?.with.tags);
    for (const tag of tags.trim().split('\n')) expect(tag).toMatch(/^\$\{\{ steps\.image\.outputs\.name \}\}:/);
  });

  test('and the image run on the Node that everything else runs on', () => {
    const major = /\d+/.exec(devDependencies.node ?? '')?.[0];
    const inWorkflow = Object.values(jobs).flatMap(({ steps }) =>
      steps.flatMap((step) => step.with['node-version'] ?? []),
    );
    const inImage = [...dockerfile.matchAll(/^FROM node:(\d+)-/gm)].map(([, version]) => version);
    expect(new Set([...inWorkflow.map(String), ...inImage])).toEqual(new Set([major]));
  });
});
