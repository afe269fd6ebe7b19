import { notFound, realAccount } from '../src/account';

const named = (name: string): Error => Object.assign(new Error('The specified queue does not exist.'), { name });

describe('a stage of an account', () => {
  it('describes a stage of an account by its name and region', () => {
    expect(realAccount('prod', 'us-east-1')).toMatchObject({
      stage: 'prod',
      place: 'stage prod in us-east-1',
      queues: { region: 'us-east-1' },
      events: { region: 'us-east-1' },
    });
  });

  it.each(['QueueDoesNotExist', 'ResourceNotFoundException'])(
    'turns %s into a message that names the queue, the stage and the region',
    (name) => {
      expect(notFound(named(name), 'the queue q', realAccount('prod', 'us-east-1')).message).toBe(
        'the queue q is not in stage prod in us-east-1; check --stage and --region, and that the stage is deployed',
      );
    },
  );

  it('leaves an error other than not-found as it is', () => {
    const denied = named('AccessDenied');
    expect(notFound(denied, 'the queue q', realAccount('prod', null))).toBe(denied);
  });
});
