/** What a command line asks for, checked as far as that needs no dependency (bin/arguments.mjs). One type per command. */
export type Command =
  | StartCommand
  | CheckCommand
  | FilesCommand
  | UndoCommand
  | SqlCommand
  | ReplayCommand
  | DeadLettersCommand
  | DeployCommand
  | SmokeCommand
  | RemoveCommand;

/** The JSON object of the file of `--settings`. */
export type Settings = Record<string, unknown> | null;

/** The deployed stage that a command is about. Without a stage it is the embedded cloud. */
interface Target {
  stage: string | null;
  /** Null for the default (region.ts). */
  region: string | null;
}

interface Files {
  files: string[];
  json: boolean;
  /** A day, YYYY-MM-DD. */
  asOf: string | null;
  settings: Settings;
}

export interface StartCommand extends Files {
  command: 'start';
  fresh: boolean;
  serve: boolean;
}

export interface CheckCommand extends Files {
  command: 'check';
  /** What the user should know about the files and the day. */
  hint: string | null;
}

export interface FilesCommand extends Target {
  command: 'files';
  /** File names without folders, keys, or file ids; none for all files. */
  names: string[];
  feed: string | null;
  json: boolean;
}

export interface UndoCommand extends Target {
  command: 'undo';
  fileId: string;
  dryRun: boolean;
  /** Whether it is done without a question. */
  yes: boolean;
}

export interface SqlCommand {
  command: 'sql';
  query: string;
}

export interface ReplayCommand extends Target {
  command: 'replay';
  /** ISO 8601; `to` is exclusive. */
  from: string;
  to: string;
  /** Names of services; empty for all. */
  rules: string[];
}

export interface DeadLettersCommand extends Target {
  command: 'dead-letters';
  verb: 'list' | 'redrive';
  json: boolean;
  service: string | null;
}

export interface DeployCommand {
  command: 'deploy' | 'package';
  /** Names of services, in the order of a deploy. */
  services: string[];
  stage: string;
  region: string | null;
  /** `name=value`, as after `--param`. */
  params: string[];
}

export interface SmokeCommand {
  command: 'smoke';
  /** `local` is the embedded cloud. */
  stage: string;
  region: string | null;
  /** The most that it waits for the summary. */
  seconds: number;
}

export interface RemoveCommand {
  command: 'remove';
  /** `local` is the embedded cloud. */
  stage: string;
  region: string | null;
  withData: boolean;
  /** Whether it does not ask. */
  yes: boolean;
}
