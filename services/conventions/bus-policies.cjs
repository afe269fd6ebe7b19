/**
 * Who may publish on the bus: no other account, and under the source of a service only the roles of that service, which
 * have its tag (roles.cjs). Other roles of the account may publish under other sources, and under none of these.
 * One statement per resource is what CloudFormation takes; one after the other, because each changes the same bus.
 */
const { logicalIdOf, publisherTag, SERVICES } = require('./services.cjs');

const deny = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'events:PutEvents',
  Resource: { 'Fn::GetAtt': ['Bus', 'Arn'] },
};

/** @param {{ resolveVariable: (address: string) => Promise<any> }} variables */
module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  /** @type {(statementId: string, condition: object, after?: string) => object} */
  const policy = (statementId, condition, after) => ({
    Type: 'AWS::Events::EventBusPolicy',
    ...(after ? { DependsOn: after } : {}),
    Properties: {
      EventBusName: { Ref: 'Bus' },
      StatementId: statementId,
      Statement: { ...deny, Condition: condition },
    },
  });
  /** @type {Record<string, object>} */
  const resources = {
    BusPolicy: policy('own-account-only', {
      StringNotEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } },
    }),
  };
  let last = 'BusPolicy';
  for (const { name } of SERVICES.filter(({ folder }) => folder.startsWith('services/'))) {
    const { Key, Value } = publisherTag(name, stage);
    const id = `${logicalIdOf(name).replaceAll('-', '')}BusPolicy`;
    resources[id] = policy(
      `${name}-by-its-roles-only`,
      {
        'ForAnyValue:StringEquals': { 'events:source': `customer-files.${name}` },
        StringNotEquals: { [`aws:PrincipalTag/${Key}`]: Value },
      },
      last,
    );
    last = id;
  }
  return { Resources: resources };
};
