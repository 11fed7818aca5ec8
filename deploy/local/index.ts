import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkPorts } from './check-ports.ts';
import { type Choice, choose } from './choose.ts';
import { writeDaprRunEnvironment } from './dapr-run-environment.ts';
import { readDaprYaml } from './dapr-yaml.ts';
import { dataFolder, forgetNames, prepareFolder, wipe } from './data-folder.ts';
import { partsEnvironment, type Settings } from './environment.ts';
import { openLogFiles } from './log-file.ts';
import { lastWords, type Shown, shown } from './log-line.ts';
import { startMail } from './mail/mail-process.ts';
import { mongoUrl } from './mongod.ts';
import { PlainError } from './plain-error.ts';
import { defaultBase, type SharedPorts, servicePorts, sharedPorts } from './ports.ts';
import { claim } from './process-record.ts';
import { mongodProgram, redisProgram, serviceProgram, sidecarProgram } from './programs.ts';
import { type Parts, provision } from './provision/index.ts';
import { redisAddress } from './redis.ts';
import { loadSecrets } from './secrets.ts';
import { writeConfiguration } from './sidecar.ts';
import { type Listener, type LocalProcess, type Program, type SupervisedProcess, supervise } from './supervise.ts';

export { PlainError } from './plain-error.ts';
export type { LocalProcess } from './supervise.ts';

/** How to start a marketplace. */
export interface UpOptions {
  /** Where its state is kept. */
  data: string;
  /** The first of its ports; 4000 when not given. */
  base?: number;
  /** The services to run; all when not given. */
  only?: readonly string[];
  /** Deletes the state first. */
  reset?: boolean;
  /** Variables for the services that differ, such as DB_PREFIX. */
  env?: Record<string, string>;
  /** The repository: where dapr.yaml, components/ and services/ are. */
  root?: string;
  parts?: Parts;
  /** Gives up starting when aborted; what was started has ended when `up` throws. */
  signal?: AbortSignal;
  /** Shows everything that is written. */
  verbose?: boolean;
  /** Hears one line to show; `name` is the process it is about, or `credenza`. */
  show?(name: string, line: Shown): void;
}

/** A marketplace that runs on this machine. */
export interface Marketplace {
  url: string;
  mailUrl: string;
  ports: { base: number } & SharedPorts;
  /** The common variables of its services: where MongoDB and Redis are, and the tokens. */
  env: Record<string, string>;
  /** `mongod`, `redis`, `mail`, and for each service its name and `<name>:dapr`. */
  processes: ReadonlyMap<string, LocalProcess>;
  choice: Choice;
  /** What a shell reads before the Dapr CLI is run beside it. */
  daprRunEnvironment: string;
  /** The folder with every process's raw lines. */
  logs: string;
  stop(): Promise<void>;
}

const repository = resolve(import.meta.dirname, '../..');
const readyWithinMs = 120_000;

/**
 * Starts a marketplace: makes sure of disk and ports, provides its parts, starts MongoDB, Redis and the mail catcher, then every service with its sidecar, and
 * waits until all are ready. From then on a process that ends is started again.
 *
 * @param options where, and what of it
 * @returns the running marketplace
 * @throws PlainError one sentence on why it cannot run; everything that was started has ended then
 */
export async function up(options: UpOptions): Promise<Marketplace> {
  const { base = defaultBase, root = repository, show = () => {}, verbose = false } = options;
  const say = (text: string, name = 'credenza', tone: Shown['tone'] = 'plain') => show(name, { time: '', text, tone });
  const file = readDaprYaml(await readFile(join(root, 'dapr.yaml'), 'utf8'));
  const choice = choose(file.apps, root, options.only);
  const foreign = foreignServers(options.parts);
  if (options.reset) refuseResetOf(foreign);
  const data = dataFolder(options.data);
  const shared = sharedPorts(base);
  const url = `http://localhost:${base}`;

  await prepareFolder(data);
  const record = await claim(data.processes, url, say);
  const started: SupervisedProcess[] = [];
  const pairs: [SupervisedProcess, SupervisedProcess][] = [];
  if (options.reset) await wipe(data);
  await forgetNames(data);
  await prepareFolder(data);
  const logs = openLogFiles(data.logs);

  let stopping = false;
  async function stop(): Promise<void> {
    stopping = true;
    // Services first, each followed by its sidecar, so that what is under way can be finished; the servers last. At most 10 s in all.
    await Promise.all(pairs.map(([service, sidecar]) => service.stop(6_000).then(() => sidecar.stop(1_500))));
    await Promise.all(started.map((one) => one.stop(2_000)));
    await logs.close();
    record.close();
  }

  try {
    // Before anything is fetched or built, which the first time takes minutes.
    const ports = choice.apps.map((app) => ({ app, ports: servicePorts(app.appPort, base) }));
    await checkPorts([
      ...(foreign.includes('MONGO_URL') ? [] : [{ name: 'MongoDB', port: shared.mongod }]),
      ...(foreign.includes('REDIS_URL') ? [] : [{ name: 'Redis', port: shared.redis }]),
      { name: 'SMTP', port: shared.smtp },
      { name: 'mail page', port: shared.mail },
      ...ports.flatMap(({ app, ports }) => {
        const { app: own, ...sidecar } = ports;
        return [
          { name: app.appID, port: own },
          ...Object.values(sidecar).map((port) => ({ name: `sidecar of ${app.appID}`, port })),
          ...(app.appID === 'storefront' ? [{ name: 'metrics of storefront', port: shared.storefrontMetrics }] : []),
        ];
      }),
    ]);
    const parts = options.parts ?? (await provision({ progress: say, signal: options.signal }));
    const settings: Settings = {
      base,
      shared,
      mongoUrl: 'url' in parts.mongod ? parts.mongod.url : mongoUrl(shared.mongod),
      redis: redisAddress('url' in parts.redis ? parts.redis.url : `redis://127.0.0.1:${shared.redis}`),
      secrets: await loadSecrets(data.secrets),
      mediaFolder: data.media,
      blobsFolder: data.blobs,
      extra: options.env ?? {},
    };
    await writeConfiguration(
      await readFile(join(repository, 'deploy/local/dapr-config.yaml'), 'utf8'),
      data.daprConfig,
      data.names,
    );

    await writeDaprRunEnvironment(data.daprRunEnvironment, settings, join(root, 'node_modules/.bin'));

    const listener: Listener = {
      started: (pid) => record.add(pid),
      said: (name, sentence) => say(sentence, name, 'warning'),
      lastWords,
      line(name, line) {
        logs.write(name, line);
        const showable = shown(name, line, verbose);
        // While everything ends, everybody misses somebody.
        if (showable && (verbose || !stopping)) show(name, showable);
      },
    };
    const run = (program: Program) => supervise(program, listener);
    const waiting = { logs: logs.folder, signal: options.signal };
    if ('program' in parts.mongod) started.push(run(mongodProgram(parts.mongod.program, data, shared.mongod)));
    if ('program' in parts.redis) started.push(run(redisProgram(parts.redis.program, data, shared.redis)));
    started.push(await startMail({ smtp: shared.smtp, http: shared.mail, folder: data.mails }));
    await allReady(started, waiting);

    for (const { app, ports: own } of ports) {
      const about = { app, file, ports: own, settings, root };
      pairs.push([run(serviceProgram(about)), run(sidecarProgram(about, parts.daprd.program, data))]);
    }
    const processes = [...started, ...pairs.flat()];
    await allReady(processes, waiting);

    return {
      url,
      mailUrl: `http://localhost:${shared.mail}`,
      ports: { base, ...shared },
      env: {
        ...file.common.env,
        ...partsEnvironment(settings),
        APP_API_TOKEN: settings.secrets.APP_API_TOKEN,
        DAPR_API_TOKEN: settings.secrets.DAPR_API_TOKEN,
        PUBLIC_URL: url,
        ...settings.extra,
      },
      processes: new Map(processes.map((one) => [one.name, one])),
      choice,
      daprRunEnvironment: data.daprRunEnvironment,
      logs: logs.folder,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The servers that run already and belong to somebody else, by the variables that name them. */
function foreignServers(parts: Parts | undefined): string[] {
  const mongod = parts ? 'url' in parts.mongod : Boolean(process.env.MONGO_URL);
  const redis = parts ? 'url' in parts.redis : Boolean(process.env.REDIS_URL);
  return [...(mongod ? ['MONGO_URL'] : []), ...(redis ? ['REDIS_URL'] : [])];
}

/**
 * What is on a server of somebody else is not ours to delete; deleting the secrets alone would lock auth out of the
 * keys that it keeps there.
 */
function refuseResetOf(named: readonly string[]): void {
  if (named.length === 0) return;
  throw new PlainError(
    `--reset deletes only what this machine keeps itself, and ${named.join(' and ')} ${named.length === 1 ? 'names a server' : 'name servers'} of your own: empty that yourself, or start without ${named.length === 1 ? 'it' : 'them'}.`,
  );
}

async function allReady(
  processes: readonly SupervisedProcess[],
  { logs, signal }: { logs: string; signal?: AbortSignal },
): Promise<void> {
  const waiting = new Set(processes.map(({ name }) => name));
  const late = AbortSignal.timeout(readyWithinMs);
  const either = AbortSignal.any(signal ? [late, signal] : [late]);
  const over = new Promise<never>((_, reject) => {
    const giveUp = () => {
      const seconds = readyWithinMs / 1_000;
      const sentence = `Not ready after ${seconds} s: ${[...waiting].join(', ')}; what they say is in ${logs}.`;
      reject(new PlainError(late.aborted ? sentence : 'The start was broken off.'));
    };
    if (either.aborted) giveUp();
    either.addEventListener('abort', giveUp, { once: true });
  });
  over.catch(() => {});
  const all = Promise.all(processes.map((one) => one.whenReady().then(() => waiting.delete(one.name))));
  await Promise.race([all, over]);
}
