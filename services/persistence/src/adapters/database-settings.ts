import { readSettings } from '@customer-files/config';
import { IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import type { DataSourceOptions } from 'typeorm';

/** A login, as the parameters `database/app` and `database/owner` hold it. */
export class DatabaseSettings {
  @IsString() @IsNotEmpty() host: string = '';
  @IsInt() @Min(1) @Max(65_535) port: number = 5432;
  @IsString() @IsNotEmpty() database: string = '';
  @IsString() @IsNotEmpty() user: string = '';
  @IsString() @IsNotEmpty() password: string = '';
  /** PEM of the authority that signed the server's certificate. Only a server on this very machine is reached without. */
  @IsOptional() @IsString() ca?: string;
}

const LOOPBACK = '127.0.0.1';

/** Throws `SettingsInvalid`, which names the keys and never their values. */
export function databaseSettings(json: unknown, parameter: string): DatabaseSettings {
  return readSettings(DatabaseSettings, json, `the parameter ${parameter}`, ['ca']);
}

/** How TypeORM's connection is secured: verified against the server's authority, or plain to this machine alone. Throws where neither can be. */
export function tlsOf({ host, ca }: DatabaseSettings): Pick<Extract<DataSourceOptions, { type: 'postgres' }>, 'ssl'> {
  if (ca) return { ssl: { ca, rejectUnauthorized: true } };
  if (host === LOOPBACK) return { ssl: false };
  throw new Error(
    `the database on ${host} is only reached over TLS: put its authority's certificate (PEM) into the parameter as "ca"`,
  );
}
