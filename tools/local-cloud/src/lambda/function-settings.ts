/** What a template says of a function, and where its bundle was unzipped. */
export interface FunctionSettings {
  name: string;
  arn: string;
  handler: string;
  directory: string;
  memorySize: number;
  timeoutSeconds: number;
  /** Its own variables, and the endpoints and credentials that Lambda would have put there. */
  environment: Record<string, string>;
  logFile: string;
}

/** How an invocation ended. */
export interface Outcome {
  result?: unknown;
  error?: { name: string; message: string };
}
