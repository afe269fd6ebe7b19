// How a metric reads in the log of a function. On AWS, CloudWatch makes metrics of such lines; nothing here draws graphs.

/**
 * Rewrites a line of CloudWatch's embedded metric format: `metric  <namespace> <metric>=<value> ... <dimension>=<value> ...`.
 *
 * @param {string} line
 * @returns {string} any other line as it is
 */
function metricLine(line) {
  if (!line.startsWith('{"_aws":')) return line;
  const embedded = parsed(line);
  const [directive] = embedded?._aws?.CloudWatchMetrics ?? [];
  if (!directive) return line;
  const { Namespace, Metrics = [], Dimensions = [] } = directive;
  const names = [...Metrics.map((/** @type {{ Name: string }} */ { Name }) => Name), ...new Set(Dimensions.flat())];
  return `metric  ${Namespace} ${names.map((name) => `${name}=${embedded[name]}`).join(' ')}`;
}

/** @param {string} line @returns {any} */
function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    // The function printed something that only begins like a metric.
    return null;
  }
}

/** @param {string} text whole lines, as a console writes them */
export const metricLines = (text) => text.split('\n').map(metricLine).join('\n');
