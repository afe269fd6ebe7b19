/** Where nothing else says it. The templates have the same default (services/conventions/conventions.yml). */
const DEFAULT_REGION = 'eu-west-1';

/** The AWS region of a command: `--region`, else AWS_REGION, else the default. */
export const regionOf = (given: string | null): string => given ?? (process.env.AWS_REGION || DEFAULT_REGION);
