import ssm from '@middy/ssm';

/** A rotated password or a changed setting is seen within this time, without a deploy. */
const CACHE_MS = 5 * 60 * 1000;

/**
 * Middleware that puts a parameter of SSM, parsed as JSON, in the Lambda context under `name`.
 *
 * @param cacheKey under which `clearCache` of @middy/util forgets it
 */
export function parameter(name: string, path: string, cacheKey = `parameter:${name}`) {
  return ssm({ fetchData: { [name]: path }, cacheKey, cacheExpiry: CACHE_MS, setToContext: true, disablePrefetch: true });
}
