/** The settings of a function in its template, and where its bundle was unzipped. */
export interface FunctionSettings {
  name: string;
  arn: string;
  /** The execution role. */
  roleArn: string;
  /** Whether X-Ray traces it; the embedded cloud only asks for the permission. */
  isTraced: boolean;
  handler: string;
  directory: string;
  memorySize: number;
  timeoutSeconds: number;
  /** The function's own variables, and the endpoints and credentials that Lambda adds. */
  environment: Record<string, string>;
  logFile: string;
}

/** The result of an invocation. */
export interface Outcome {
  result?: unknown;
  error?: { name: string; message: string };
}
