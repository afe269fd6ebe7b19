import type { DeployCommand } from '../command';
import { checkParameters } from '../deploy/parameters';
import { serverless } from '../deploy/serverless';
import { regionOf } from '../region';

/** The service whose function `migrate` brings the schema of the database up to date. */
const MIGRATED = 'persistence';

/** A run of the framework, and what it is for. */
interface Step {
  name: string;
  service: string;
  args: readonly string[];
}

/**
 * The steps of a deploy. Each service is a run of its own, because osls-compose takes neither --param nor --region. The
 * migrations come right after persistence, so that the schema is there before validation and ingestion send work to it.
 */
export function stepsOf({ command, services, stage, region, params }: DeployCommand): Step[] {
  const options = ['--stage', stage, '--region', regionOf(region), ...params.map((param) => `--param=${param}`)];
  return services.flatMap((service) => {
    const step = { name: service, service, args: [command, ...options] };
    if (command === 'package' || service !== MIGRATED) return [step];
    const migrations = { name: 'the migrations', service, args: ['invoke', '--function', 'migrate', ...options] };
    return [step, migrations];
  });
}

/**
 * `customer-files deploy` and `package`: runs the framework for each service. Returns the exit status.
 *
 * @param run runs the framework in the folder of a service, and resolves with its exit status
 * @throws {UsageError} for a parameter that is unknown or missing
 */
export async function deploy(command: DeployCommand, run = serverless): Promise<number> {
  const { services, stage, region, params } = command;
  const deploying = command.command === 'deploy';
  checkParameters(services, params, deploying);
  const place = `stage ${stage}${deploying ? ` in ${regionOf(region)}` : ''}`;
  const done: string[] = [];
  for (const { name, service, args } of stepsOf(command)) {
    if ((await run(service, args)) !== 0) {
      const before = done.length > 0 ? `; done before: ${done.join(', ')}` : '';
      process.stderr.write(
        `${command.command} of ${place} stopped at ${name}${before}; correct what is said above and run it again\n`,
      );
      return 1;
    }
    done.push(name);
  }
  process.stdout.write(
    deploying
      ? `deployed to ${place}: ${done.join(', ')}\n`
      : `packaged for ${place}: templates and bundles are in .serverless of each service's folder\n`,
  );
  return 0;
}
