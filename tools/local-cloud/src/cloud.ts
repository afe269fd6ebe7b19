import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, REGION } from './account';
import type { CloudJson } from './cloud-json';
import { controlServer } from './control/control-server';
import { Deployer } from './deploy/deploy';
import { EventBridge } from './eventbridge/event-bridge';
import { environment } from './environment';
import { objectCreated } from './eventbridge/object-created';
import { Schedules } from './eventbridge/schedule/schedules';
import { Lambda } from './lambda/lambda';
import { Clients } from './lifecycle/clients';
import { type Around, listen } from './listen';
import { CALM, meanTemper } from './mean/mean';
import type { MeanSettings } from './mean/odds';
import { type Postgres, startPostgres } from './postgres/postgres';
import { startS3 } from './s3/server';
import { startSes } from './ses/ses';
import { Sqs } from './sqs/sqs';
import { Parameters } from './ssm/parameters';
import { countedMail, countedStore } from './usage/counted-requests';
import { Usage } from './usage/usage';

/** Ports that are taken where they are free. */
const PREFERRED = { control: 47100, s3: 47101, sqs: 47102, ses: 47103, postgres: 47104 };
const ANY = { control: 0, s3: 0, sqs: 0, ses: 0, postgres: 0 };

/** Time for the first client to attach. */
const ALONE_MS = 30_000;

export interface CloudOptions {
  /** Folder of everything that is kept. */
  state: string;
  ports: 'fixed' | 'free';
  database: boolean;
  /** Makes everything fail now and then; null where nothing is to. */
  mean: MeanSettings | null;
}

function writeWhole(file: string, content: object): void {
  writeFileSync(`${file}.new`, JSON.stringify(content, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Starts all parts of the embedded cloud and tells in `cloud.json` where they are. `ended` resolves when it has shut down. */
export async function runCloud({
  state,
  ports,
  database,
  mean,
}: CloudOptions): Promise<{ ended: Promise<void>; shutDown: (reason: string) => void }> {
  const port = ports === 'fixed' ? PREFERRED : ANY;
  for (const folder of ['logs', 'functions']) mkdirSync(join(state, folder), { recursive: true });
  let resolveEnded!: () => void;
  const ended = new Promise<void>((resolve) => (resolveEnded = resolve));
  let down = false;
  const clients = new Clients(() => shutDown('the last client has gone'));
  const temper = mean ? meanTemper(mean, clients.tell) : CALM;
  const fail = (error: unknown): void => {
    if (!down) console.error(error);
  };

  const postgresStarting: Promise<Postgres | null> = database
    ? startPostgres({
        directory: join(state, 'postgres'),
        port: port.postgres,
        logFile: join(state, 'logs', 'postgres.log'),
      })
    : Promise.resolve(null);
  const usage = new Usage();
  const mail: Around = (serve) => temper.mail(countedMail(usage)(serve));
  const [sqs, ses] = await Promise.all([Sqs.start(port.sqs, join(state, 'sqs'), usage), startSes(port.ses, mail)]);
  const queues = temper.queues(sqs);
  const bridge = new EventBridge({
    archiveFolder: join(state, 'archive'),
    tell: clients.tell,
    now: () => new Date(),
    usage,
    send: (queue, body, attributes) => queues.send(queue, body, attributes),
  });
  const s3 = await startS3({
    root: join(state, 's3'),
    port: port.s3,
    region: REGION,
    now: () => new Date(),
    onError: fail,
    around: (serve) => temper.store(countedStore(usage)(serve)),
    onCreated: (created) => bridge.put('default', objectCreated(created)),
  });
  const lambda = new Lambda(queues, clients.tell, fail, temper.lambda, usage);
  let endpoints: CloudJson | undefined;
  const schedules = new Schedules();
  const deployer = new Deployer({
    state,
    bridge,
    sqs: queues,
    lambda,
    schedules,
    fail,
    now: () => new Date(),
    createBucket: (name, options) => s3.createBucket(name, options),
    environment: () => environment(endpoints!),
  });
  const server = controlServer({
    bridge,
    parameters: new Parameters(join(state, 'parameters.json')),
    lambda,
    deployer,
    clients,
    temper,
    usage,
    now: () => new Date(),
  });
  const control = `http://127.0.0.1:${await listen(server, port.control)}`;
  const postgres = await postgresStarting;
  if (postgres) temper.database(postgres);
  void postgres?.gone.then((how) =>
    shutDown(`PostgreSQL has ended (${how}); its log is ${join(state, 'logs', 'postgres.log')}`),
  );
  endpoints = {
    pid: process.pid,
    account: ACCOUNT,
    region: REGION,
    control,
    s3: s3.url,
    sqs: sqs.url,
    ses: ses.url,
    postgres: postgres && {
      host: postgres.host,
      port: postgres.port,
      database: postgres.database,
      owner: postgres.owner,
      app: postgres.app,
    },
  };
  writeWhole(join(state, 'cloud.json'), endpoints);
  const waiting = setTimeout(() => clients.count === 0 && shutDown('no client came'), ALONE_MS);

  function shutDown(reason: string): void {
    if (down) return;
    down = true;
    console.error(`shutting down: ${reason}`);
    clearTimeout(waiting);
    rmSync(join(state, 'cloud.json'), { force: true });
    server.close();
    schedules.stop();
    lambda.stop();
    clients.stop();
    server.closeAllConnections();
    sqs.stop();
    ses.stop();
    void Promise.all([s3.close(), temper.stop().then(() => postgres?.stop())])
      .catch(console.error)
      .finally(resolveEnded);
  }
  return { ended, shutDown };
}
