const ENTRY = (name: string): RegExp => new RegExp(`^ {2}${name}:\\n {4}path: .*\\n( {4}dependsOn: .*\\n)?`, 'm');

/**
 * Adds a service to the text of serverless-compose.yml: right after the bus, because a consumer is deployed before the
 * services that publish what it consumes. Those depend on it from now on.
 *
 * @param publishers the names of the services whose events it consumes
 */
export function withService(compose: string, name: string, publishers: readonly string[]): string {
  const entry = `  ${name}:\n    path: services/${name}\n    dependsOn: events\n`;
  const added = compose.replace(ENTRY('events'), (bus) => bus + entry);
  return publishers.reduce(
    (list, publisher) =>
      list.replace(ENTRY(publisher), (found) =>
        found.replace(/dependsOn: \[?([^\]\n]*)\]?\n/, (_, others: string) => `dependsOn: [${others}, ${name}]\n`),
      ),
    added,
  );
}
