import type { ApiField } from "../../../lib/views/api-guide.ts";

type Call = { method: string; url: string; type: string | undefined; body: readonly ApiField[]; needsKey: boolean };

/** A command that works once the ids in capitals are put in. */
export function curlFor({ method, url, type, body, needsKey }: Call): string {
  const address = url.replaceAll(
    /\{(\w+)\}/g,
    (_whole, name: string) => `$${name.replaceAll(/[A-Z]/g, "_$&").toUpperCase()}`,
  );
  const parts = [`curl ${method === "GET" || type !== undefined ? "" : `-X ${method} `}"${address}"`];
  if (needsKey) parts.push(`-H "Authorization: Bearer $PATCHBAY_API_KEY"`);
  if (type === "multipart/form-data") parts.push("-F file=@handbook.md");
  if (type === "application/json") {
    if (method !== "POST") parts[0] = parts[0]?.replace("curl ", `curl -X ${method} `) ?? "";
    parts.push(`-H "Content-Type: application/json"`, `-d '${exampleBody(body)}'`);
  }
  return parts.join(" \\\n  ");
}

/** The required fields; when there are none, the first that says something. */
function exampleBody(fields: readonly ApiField[]): string {
  const needed = fields.filter(({ required }) => required);
  const shown = needed.length > 0 ? needed : fields.slice(0, 1);
  return JSON.stringify(Object.fromEntries(shown.map((field) => [field.name, exampleValue(field)])));
}

const examples: Record<string, unknown> = {
  name: "My pipeline",
  text: "how do I share a pipeline?",
  note: "First version",
  inputs: { question: "What is a run?" },
  graph: { nodes: {} },
  revision: 1,
};

function exampleValue({ name, type }: ApiField): unknown {
  if (Object.hasOwn(examples, name)) return examples[name];
  if (type === "integer" || type === "number") return 1;
  if (type === "boolean") return true;
  return type.startsWith("list") ? [] : "…";
}
