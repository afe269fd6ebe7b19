import { parseArgs } from 'node:util';
import { COMMANDS } from './commands.mjs';
import { UsageError } from './usage-error.mjs';

/** @typedef {import('./commands.mjs').CommandDefinition} CommandDefinition */

/** @param {[string, string][]} rows @returns {string} two columns */
function columns(rows) {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}\n`).join('');
}

function overview() {
  /** @type {[string, string][]} */
  const rows = Object.entries(COMMANDS).map(([name, { usage, summary }]) => [
    `customer-files ${name} ${usage}`,
    summary,
  ]);
  rows.push(['customer-files COMMAND --help', 'more about a command']);
  return `customer-files: customer CSV files become rows of dim_customer, a file of rejects, and an e-mail.\n\n${columns(rows)}`;
}

/** @param {string} name @param {CommandDefinition} definition */
function helpOf(name, { usage, description, options, status }) {
  /** @type {[string, string][]} */
  const rows = Object.entries(options).map(([option, { value, help }]) => [
    `--${option}${value ? ` ${value}` : ''}`,
    help,
  ]);
  const head = `customer-files ${name} ${rows.length > 0 ? '[OPTION...] ' : ''}${usage}`;
  const list = rows.length > 0 ? `${columns(rows)}\n` : '';
  return `${head}\n\n${description}\n\n${list}Exit status: ${status}, 64 bad usage.\n`;
}

/** @param {string} command @param {CommandDefinition} definition @param {string[]} args */
function parse(command, { options }, args) {
  const specification = Object.fromEntries(
    Object.entries(options).map(([name, { value, multiple = false }]) => [
      name,
      { type: /** @type {'string' | 'boolean'} */ (value ? 'string' : 'boolean'), multiple },
    ]),
  );
  try {
    return parseArgs({ args, options: specification, allowPositionals: true, strict: true });
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new UsageError(`${message.split('. ')[0]}; see customer-files ${command} --help`);
  }
}

/** @param {CommandDefinition['options']} options @param {Record<string, unknown>} given */
function valuesOf(options, given) {
  /** @type {import('./commands.mjs').Values} */
  const values = {};
  for (const [name, { value, multiple, read = (/** @type {string} */ text) => text }] of Object.entries(options)) {
    const texts = /** @type {string[]} */ ([given[name] ?? []].flat());
    if (!value) values[name] = given[name] === true;
    else if (multiple) values[name] = texts.map((text) => read(text, `--${name}`));
    else values[name] = texts.length > 0 ? read(/** @type {string} */ (texts[0]), `--${name}`) : null;
  }
  return values;
}

/**
 * Reads the command line and checks it as far as possible before anything is installed or started.
 *
 * @param {string[]} argv without node and the program
 * @returns {import('../src/command').Command | { help: string }}
 * @throws {UsageError}
 */
export function readArguments(argv) {
  const [command = '--help', ...args] = argv;
  if (command === '--help' || command === '-h' || command === 'help') return { help: overview() };
  const definition = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (!definition) throw new UsageError(`${command}: there is no such command; see customer-files --help`);
  const literal = args.indexOf('--');
  if ((literal < 0 ? args : args.slice(0, literal)).some((arg) => arg === '--help' || arg === '-h'))
    return { help: helpOf(command, definition) };
  const { values, positionals } = parse(command, definition, args);
  return definition.read(valuesOf(definition.options, values), positionals);
}
