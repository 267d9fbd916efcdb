/** The API as its reference page shows it: drawn from the OpenAPI document, without its nesting. */

export type ApiField = { name: string; type: string; required: boolean; description: string };
export type ApiAnswer = { status: string; description: string; type: string; fields: ApiField[] };

export type ApiCall = {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  needsKey: boolean;
  /** By where they stand: path, query, header. */
  parameters: (ApiField & { in: string })[];
  body: ApiField[];
  answers: ApiAnswer[];
  /** A command to copy. */
  example: string;
};

export type ApiGuide = {
  baseUrl: string;
  groups: { title: string; calls: ApiCall[] }[];
  /** The schemas that calls refer to by name. */
  schemas: { name: string; fields: ApiField[] }[];
  errors: { code: string; status: number; retry: boolean }[];
};
