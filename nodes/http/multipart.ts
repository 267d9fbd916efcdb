/** Bodies that both the Model service and the HTTP request node send. */
import { stringifyJson } from "../../lib/values/exact-json.ts";
import type { Json } from "../../lib/values/json.ts";
import { FileRef } from "../../lib/values/values.ts";

export type ReadFile = (id: string) => Promise<{ file: FileRef; data: Uint8Array }>;
/** What is sent, and its content type. */
export type Written = { body: string | Uint8Array<ArrayBuffer>; contentType: string };
/** `isFile`: a text in its place is the content of a file. */
export type Part = { name: string; value: Json; contentType?: string | undefined; isFile?: boolean };

export function isFileRef(value: Json): value is FileRef {
  return FileRef.safeParse(value).success;
}

/** The whole form in memory: its files are at most as large as uploads. */
export async function writeMultipart(parts: readonly Part[], readFile: ReadFile): Promise<Written> {
  const form = new FormData();
  for (const part of parts) await addPart(form, part, readFile);
  // The platform writes boundaries and escapes names.
  const response = new Response(form);
  const contentType = response.headers.get("content-type") ?? "multipart/form-data";
  return { body: new Uint8Array(await response.arrayBuffer()), contentType };
}

async function addPart(form: FormData, { name, value, contentType, isFile }: Part, readFile: ReadFile): Promise<void> {
  if (isFileRef(value)) {
    const { file, data } = await readFile(value.id);
    form.append(name, new Blob([new Uint8Array(data)], { type: contentType ?? file.mime }), file.name);
  } else if (isFile && typeof value === "string") {
    form.append(name, new Blob([value], { type: contentType ?? "text/plain" }), `${name}.txt`);
  } else if (typeof value === "object" && value !== null) {
    form.append(name, new Blob([stringifyJson(value)], { type: contentType ?? "application/json" }));
  } else {
    form.append(name, value === null ? "" : String(value));
  }
}
