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
  /** PEM of the CA that signed the server's certificate. Without it only 127.0.0.1 is accepted. */
  @IsOptional() @IsString() ca?: string;
}

const LOOPBACK = '127.0.0.1';

/** Reads a login. @throws SettingsInvalid which names the keys and never their values */
export function databaseSettings(json: unknown, parameter: string): DatabaseSettings {
  return readSettings(DatabaseSettings, json, `the parameter ${parameter}`, ['ca']);
}

/**
 * TLS options of a connection: verified against the CA (`verify-full`), or plain text to 127.0.0.1.
 *
 * @throws Error for another host without a CA
 */
export function tlsOf({ host, ca }: DatabaseSettings): Pick<Extract<DataSourceOptions, { type: 'postgres' }>, 'ssl'> {
  if (ca) return { ssl: { ca, rejectUnauthorized: true } };
  if (host === LOOPBACK) return { ssl: false };
  throw new Error(
    `the database on ${host} is only reached over TLS: put its authority's certificate (PEM) into the parameter as "ca"`,
  );
}
