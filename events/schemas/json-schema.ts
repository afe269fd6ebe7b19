/** A JSON Schema (draft 7), as far as it is looked at here. */
export interface JsonSchema {
  [keyword: string]: unknown;
  $ref?: string;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  definitions?: Record<string, JsonSchema>;
}

/** What a reference to a definition begins with. */
export const DEFINITIONS = '#/definitions/';
