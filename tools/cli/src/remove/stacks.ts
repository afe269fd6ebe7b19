import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { SERVICES } from '../../../../services/conventions/services.cjs';

/** The services of a stage that have a stack, the one that is removed first at the front: the reverse of a deploy. */
export async function stacksOf(stage: string, region: string): Promise<string[]> {
  const client = new CloudFormationClient({ region });
  const exists = async (service: string): Promise<boolean> => {
    try {
      const { Stacks } = await client.send(
        new DescribeStacksCommand({ StackName: `customer-files-${service}-${stage}` }),
      );
      return Stacks?.[0]?.StackStatus !== 'DELETE_COMPLETE';
    } catch (error) {
      // CloudFormation has no code of its own for it.
      if (/does not exist/.test((error as Error).message)) return false;
      throw error;
    }
  };
  const names = SERVICES.map(({ name }) => name).reverse();
  const found = await Promise.all(names.map(exists));
  return names.filter((_, i) => found[i]);
}
