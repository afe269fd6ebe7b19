/** A JSON Schema (draft 7), with the keywords that are used here. */
export interface JsonSchema {
  [keyword: string]: unknown;
  $ref?: string;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  definitions?: Record<string, JsonSchema>;
}

/** The prefix of a reference to a definition. */
export const DEFINITIONS = '#/definitions/';
