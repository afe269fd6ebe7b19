import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Postgres, startPostgres } from '@customer-files/local-cloud';
import type { DataSource } from 'typeorm';
import { connect } from '../src/adapters/data-source';
import { databaseSettings } from '../src/adapters/database-settings';

const pem = (name: string): string => readFileSync(join(__dirname, 'tls', name), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'persistence-tls-'));
const running: Postgres[] = [];
const open: DataSource[] = [];

async function server(name: string): Promise<Postgres> {
  const started = await startPostgres({
    directory: join(folder, name),
    port: 0,
    logFile: join(folder, `${name}.log`),
    tls: { certificate: pem(`${name}.pem`), key: pem(`${name}.key`) },
  });
  running.push(started);
  return started;
}

async function login({ host, port, database, app }: Postgres, changes: object): Promise<DataSource> {
  const json = { host, port, database, ...app, ...changes };
  const source = await connect(databaseSettings(json, 'database/app'));
  open.push(source);
  return source;
}

let postgres: Postgres;

beforeAll(async () => {
  postgres = await server('server');
}, 60_000);

afterAll(async () => {
  await Promise.all(open.map((source) => source.destroy()));
  await Promise.all(running.map((one) => one.stop()));
  rmSync(folder, { recursive: true, force: true });
});

describe('the connection to a server with TLS', () => {
  it('is encrypted where the certificate is signed by the CA of the parameter and names the host', async () => {
    const source = await login(postgres, { ca: pem('ca.pem') });
    const [{ ssl }] = await source.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
    expect(ssl).toBe(true);
  });

  it('is refused where another CA signed the certificate', async () => {
    await expect(login(postgres, { ca: pem('other-ca.pem') })).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/),
    });
  });

  it('is refused where the certificate names another host, though the CA is right', async () => {
    const other = await server('another-host');
    await expect(login(other, { ca: pem('ca.pem') })).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  }, 60_000);

  it('is not made at all to another host without a CA', async () => {
    await expect(login(postgres, { host: 'db.example.com' })).rejects.toThrow(/only reached over TLS/);
  });

  it('is made again with a rotated password, and no longer with the old one', async () => {
    const ca = pem('ca.pem');
    const source = await login(postgres, { ca });
    await source.query(`ALTER ROLE ${postgres.app.user} PASSWORD 'rotated'`);
    await expect(login(postgres, { ca })).rejects.toMatchObject({ code: '28P01' });
    const [{ one }] = await (await login(postgres, { ca, password: 'rotated' })).query('SELECT 1 AS one');
    expect(one).toBe(1);
  });
});

describe('the log of the embedded server', () => {
  it('has no value of a row that a constraint refuses', async () => {
    const source = await login(postgres, { ca: pem('ca.pem'), ...postgres.owner });
    await source.query('CREATE TABLE checked (phone_number text CHECK (length(phone_number) = 1))');
    await expect(source.query('INSERT INTO checked VALUES ($1)', ['7731999777'])).rejects.toMatchObject({
      code: '23514',
    });
    const log = readFileSync(join(folder, 'server.log'), 'utf8');
    expect(log).toMatch(/ERROR: {2}new row for relation "checked" violates check constraint/);
    expect(log).not.toContain('7731999777');
  });
});
