import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Doors } from './access/doors';
import { guarded } from './access/guard';
import { ACCOUNT, REGION } from './account';
import { type CloudJson, environment, shellExports } from './cloud-json';
import { controlServer } from './control/control-server';
import { Deployer } from './deploy/deploy';
import { BusEvent } from './eventbridge/bus-event';
import { EventBridge } from './eventbridge/event-bridge';
import { objectCreated } from './eventbridge/object-created';
import { Schedules } from './eventbridge/schedule/schedules';
import { injectFaults, NO_FAULTS } from './faults/fault-injection';
import type { FaultProfile } from './faults/fault-profile';
import { AccountPolicies } from './iam/account-policies';
import { type Authorize, Authorizer } from './iam/authorizer';
import { eventBridgeFor } from './iam/caller';
import { Lambda } from './lambda/lambda';
import { Clients } from './lifecycle/clients';
import { listen, type Middleware } from './listen';
import { type Postgres, startPostgres } from './postgres/postgres';
import { startS3 } from './s3/server';
import { inboxPage } from './ses/inbox-page';
import { authorizedSes } from './ses/permissions';
import { startSes } from './ses/ses';
import { onlySqs } from './sqs/protocol';
import { Sqs } from './sqs/sqs';
import { Parameters } from './ssm/parameters';
import { countedS3, countedSes } from './usage/counted-servers';
import { Usage } from './usage/usage';

/** Ports that are used if they are free. */
const PREFERRED = { control: 47100, s3: 47101, sqs: 47102, ses: 47103, postgres: 47104 };
const ANY = { control: 0, s3: 0, sqs: 0, ses: 0, postgres: 0 };

/** The cloud shuts down if no client attaches within this time after its start. */
const FIRST_CLIENT_TIMEOUT_MS = 30_000;

interface RunOptions {
  /** Directory of everything that the cloud stores. */
  state: string;
  ports: 'fixed' | 'free';
  database: boolean;
  /** Null: no fault injection. */
  faults: FaultProfile | null;
}

/** Files that contain the endpoints and keys of a running cloud: for programs, and for a shell. */
const PUBLISHED = ['cloud.json', 'cloud.env'] as const;

/** Writes a file such that a reader finds the old or the new content, and nothing in between. */
function writeAtomically(file: string, content: string): void {
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, content, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * Starts all parts of the embedded cloud and publishes their endpoints in `cloud.json`.
 *
 * @returns `ended`, which resolves when the cloud has shut down
 */
export async function runCloud({
  state,
  ports,
  database,
  faults: profile,
}: RunOptions): Promise<{ ended: Promise<void>; shutDown: (reason: string) => void }> {
  const port = ports === 'fixed' ? PREFERRED : ANY;
  for (const folder of ['logs', 'functions']) mkdirSync(join(state, folder), { recursive: true });
  const { promise: ended, resolve: resolveEnded } = Promise.withResolvers<void>();
  let down = false;
  const clients = new Clients(() => shutDown('the last client has left'));
  const doors = new Doors();
  const authorizer = new Authorizer(new AccountPolicies(), (line) => console.error(line));
  const authorize: Authorize = (request, ...asked) => {
    const caller = doors.callerOf(request);
    // A call within the process: the rule or the mapping that makes it is authorized where it does.
    if (caller) authorizer.authorize(caller, ...asked);
  };
  const faults = profile ? injectFaults(profile, clients.notify) : NO_FAULTS;
  const onError = (error: unknown): void => {
    if (!down) console.error(error);
  };

  const postgresStarting: Promise<Postgres | null> = database
    ? startPostgres({
        directory: join(state, 'postgres'),
        port: port.postgres,
        logFile: join(state, 'logs', 'postgres.log'),
      })
    : Promise.resolve(null);
  // It is awaited when the other parts have started; until then its failure is not unhandled.
  postgresStarting.catch(() => undefined);
  const usage = new Usage();
  const sesMiddleware: Middleware = (serve) =>
    guarded(doors.ses)(doors.inbox.opened(inboxPage(authorizedSes(authorize)(faults.ses(countedSes(usage)(serve))))));
  const [sqs, ses] = await Promise.all([
    Sqs.start(port.sqs, join(state, 'sqs'), usage, (serve) => guarded(doors.sqs)(onlySqs(serve)), authorize),
    startSes(port.ses, sesMiddleware),
  ]);
  const queues = faults.queues(sqs);
  const bridge = new EventBridge({
    archiveFolder: join(state, 'archive'),
    notify: clients.notify,
    now: () => new Date(),
    usage,
    send: (queue, body, attributes) => queues.send(queue, body, attributes),
    authorize: (rule, queue) => authorizer.authorize(eventBridgeFor(rule), 'sqs:SendMessage', queue),
  });
  const s3 = await startS3({
    root: join(state, 's3'),
    port: port.s3,
    now: () => new Date(),
    authorize,
    onError,
    middleware: (serve) => guarded(doors.s3)(faults.s3(countedS3(usage)(serve))),
    onCreated: (created) => bridge.put('default', BusEvent.of(objectCreated(created))),
  });
  const lambda = new Lambda(
    queues,
    clients.notify,
    onError,
    ({ name, roleArn }, ...asked) => authorizer.authorize({ kind: 'lambda', name, roleArn }, ...asked),
    faults.lambda,
    usage,
  );
  let endpoints: CloudJson | undefined;
  const schedules = new Schedules();
  const deployer = new Deployer({
    state,
    bridge,
    sqs: queues,
    lambda,
    schedules,
    authorizer,
    onError,
    now: () => new Date(),
    createBucket: (name, options) => s3.createBucket(name, options),
    environment: (name, roleArn) => environment(endpoints!, doors.keys.issue({ kind: 'function', name, roleArn })),
  });
  const server = controlServer(guarded(doors.control), {
    bridge,
    parameters: new Parameters(join(state, 'parameters.json')),
    lambda,
    schedules,
    deployer,
    clients,
    faults,
    usage,
    authorize,
    authorizer,
    assumeRole: (roleArn) => doors.keys.issue({ kind: 'session', roleArn }),
    now: () => new Date(),
  });
  const control = `http://127.0.0.1:${await listen(server, port.control)}`;
  const postgres = await postgresStarting;
  if (postgres) faults.database(postgres);
  void postgres?.exited.then((how) =>
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
    inbox: doors.inbox.addressAt(ses.url),
    credentials: doors.keys.issue({ kind: 'developer' }),
    token: doors.token,
    postgres: postgres && {
      host: postgres.host,
      port: postgres.port,
      database: postgres.database,
      owner: postgres.owner,
      app: postgres.app,
    },
  };
  writeAtomically(join(state, 'cloud.env'), shellExports(environment(endpoints)));
  writeAtomically(join(state, 'cloud.json'), JSON.stringify(endpoints, null, 2));
  const waiting = setTimeout(() => clients.count === 0 && shutDown('no client came'), FIRST_CLIENT_TIMEOUT_MS);

  function shutDown(reason: string): void {
    if (down) return;
    down = true;
    console.error(`shutting down: ${reason}`);
    clearTimeout(waiting);
    for (const name of PUBLISHED) rmSync(join(state, name), { force: true });
    server.close();
    schedules.stop();
    lambda.stop();
    clients.stop();
    server.closeAllConnections();
    sqs.stop();
    ses.stop();
    void Promise.all([s3.close(), faults.stop().then(() => postgres?.stop())])
      .catch(console.error)
      .finally(resolveEnded);
  }
  return { ended, shutDown };
}
