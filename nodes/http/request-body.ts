/** The body of an HTTP request node: what arrived, or what its settings write. */
import { PatchbayError } from "../../lib/errors.ts";
import { parseJson, stringifyJson } from "../../lib/values/exact-json.ts";
import { isObject } from "../../lib/values/is-object.ts";
import type { Json } from "../../lib/values/json.ts";
import type { Call } from "../define.ts";
import { renderJson, renderTemplate } from "../liquid/liquid.ts";
import { isFileRef, type Part, type ReadFile, type Written, writeMultipart } from "./multipart.ts";
import { linesOf, type RequestSettings } from "./request-settings.ts";

type Options = { settings: RequestSettings; arrived: Json | undefined; call: Call; readFile: ReadFile };

/** Undefined: nothing is sent. */
export async function requestBody(options: Options): Promise<Written | undefined> {
  const { settings, arrived, call, readFile } = options;
  switch (settings.send) {
    case "what arrives": {
      if (arrived === undefined) return undefined;
      return typeof arrived === "string" ? textBody(arrived) : jsonBody(stringifyJson(arrived));
    }
    case "JSON":
      return jsonBody(arrived === undefined ? await writtenJson(settings, call) : stringifyJson(arrived));
    case "text": {
      if (arrived === undefined) return textBody(await renderTemplate(settings.text, call.values, call));
      return textBody(typeof arrived === "string" ? arrived : stringifyJson(arrived));
    }
    case "form": {
      const pairs = (await formParts(options)).map(({ name, value }): [string, string] => [
        name,
        fieldText(name, value),
      ]);
      return { body: new URLSearchParams(pairs).toString(), contentType: "application/x-www-form-urlencoded" };
    }
    case "multipart form":
      return await writeMultipart(await formParts(options), readFile);
    case "file":
      return await fileBody(arrived, readFile);
  }
}

const textBody = (body: string): Written => ({ body, contentType: "text/plain; charset=utf-8" });
const jsonBody = (body: string): Written => ({ body, contentType: "application/json" });

async function writtenJson({ content }: RequestSettings, call: Call): Promise<string> {
  const text = await renderJson(content, call.values, call);
  try {
    parseJson(text);
    return text;
  } catch (thrown) {
    if (thrown instanceof PatchbayError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw refuse(`The content is not JSON once it is filled in: ${reason}. Check “JSON to send” in the settings.`);
  }
}

/** The fields of the settings, then those of an object that arrived. A list makes one field of each of its items. */
async function formParts({ settings, arrived, call }: Options): Promise<Part[]> {
  const written = linesOf(settings.fields).map(async (line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).trim(), await fieldValue(line.slice(colon + 1).trim(), call)] as const;
  });
  if (arrived !== undefined && !isObject(arrived)) {
    throw refuse("A form takes an object at “Body”, whose fields become the fields of the form.");
  }
  const fields = [...(await Promise.all(written)), ...Object.entries(arrived ?? {})];
  return fields.flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((item) => ({ name, value: item })),
  );
}

/** What a single `{{ name }}` holds, as it is, so that a file stays a file; else the text of the template. */
async function fieldValue(template: string, call: Call): Promise<Json> {
  const [, name] = /^\{\{-?\s*([A-Za-z_][\w-]*)\s*-?\}\}$/.exec(template) ?? [];
  if (name !== undefined && Object.hasOwn(call.values, name)) return call.values[name] ?? "";
  return await renderTemplate(template, call.values, call);
}

function fieldText(name: string, value: Json): string {
  if (isFileRef(value)) throw refuse(`The field “${name}” is a file, which only a multipart form can hold.`);
  if (value === null) return "";
  return typeof value === "object" ? stringifyJson(value) : String(value);
}

async function fileBody(arrived: Json | undefined, readFile: ReadFile): Promise<Written> {
  if (arrived === undefined || !isFileRef(arrived)) throw refuse("No file arrived at “Body”. Connect one there.");
  const { file, data } = await readFile(arrived.id);
  return { body: new Uint8Array(data), contentType: file.mime || "application/octet-stream" };
}

const refuse = (message: string) => new PatchbayError("bad_input", message);
