/** What is at an address: an OpenAPI document, or a server of the Open Inference Protocol. */
import { PatchbayError } from "../../lib/errors.ts";
import type { HttpFetch, HttpResponse } from "../../lib/http.ts";
import type { ServiceDocument, ServiceOperation } from "../../lib/service/service.ts";
import { assertPlain, parseJsonWithTexts, parsePlainJson } from "../../lib/values/exact-json.ts";
import type { PlainJson } from "../../lib/values/json.ts";
import { freezeOperation } from "./freeze-operation.ts";
import { operationsOf, serversOf, summaryOf } from "./list-operations.ts";
import { freezeInference } from "./open-inference/freeze-inference.ts";
import { findInference, type InferenceServer } from "./open-inference/read-server.ts";
import { assertOpenApi, isTree, type OpenApi, textAt, treeAt } from "./openapi-document.ts";

export type ReadOptions = { address: string; fetch: HttpFetch; signal: AbortSignal };

/** Where servers publish their document, when the address itself has none. */
const usualPlaces = ["/openapi.json", "/openapi.yaml", "/v3/api-docs", "/swagger.json"];

/** Throws `bad_input` when nothing is there that Patchbay can read, and what the client throws. */
export async function readService(options: ReadOptions): Promise<ServiceDocument> {
  const found = await find(options);
  if (found.protocol === "open-inference") return found.server.document;
  const { document } = found;
  const info = treeAt(document.root, "info");
  const operations = operationsOf(document).map(summaryOf);
  if (operations.length === 0) throw refuse("The document names no operation that can be called.");
  return {
    protocol: "openapi",
    address: document.address,
    title: (textAt(info, "title") ?? new URL(document.address).host).slice(0, 200),
    version: (textAt(info, "version") ?? "").slice(0, 100),
    servers: serversOf(document),
    operations,
  };
}

/** One operation of it, read whole. Its own servers count before the document's. */
export async function readOperation(
  options: ReadOptions & { id: string },
): Promise<{ service: ServiceDocument; operation: ServiceOperation }> {
  const found = await find(options);
  if (found.protocol === "open-inference") {
    return { service: found.server.document, operation: await freezeInference(found.server, options) };
  }
  const { document } = found;
  const operation = freezeOperation(document, options.id);
  const info = treeAt(document.root, "info");
  const service = {
    protocol: "openapi" as const,
    address: document.address,
    title: (textAt(info, "title") ?? new URL(document.address).host).slice(0, 200),
    version: (textAt(info, "version") ?? "").slice(0, 100),
    servers: serversOf(
      document,
      operationsOf(document).find((each) => `${each.method} ${each.path}` === options.id),
    ),
    operations: [],
  };
  return { service, operation };
}

type Found = { protocol: "openapi"; document: OpenApi } | { protocol: "open-inference"; server: InferenceServer };

async function find({ address, fetch, signal }: ReadOptions): Promise<Found> {
  const url = wholeAddress(address);
  const inference = await findInference(url, { fetch, signal });
  if (inference) return { protocol: "open-inference", server: inference };
  const first = await get(url.href, fetch, signal);
  const here = first.status < 400 ? await openApiIn(first, url.href) : undefined;
  if (here) return { protocol: "openapi", document: here };
  const base = url.href.replace(/[?#].*$/, "").replace(/\/(docs|redoc|swagger)?\/*$/, "");
  for (const place of usualPlaces) {
    const response = await get(`${base}${place}`, fetch, signal);
    const document = response.status < 400 ? await openApiIn(response, `${base}${place}`) : undefined;
    if (document) return { protocol: "openapi", document };
  }
  if (first.status === 401 || first.status === 403) throw refuse(asksForKey(url, first.status));
  const what = first.status >= 400 ? `${url.host} returned ${first.status}` : "What is there is no OpenAPI document";
  throw refuse(
    `${what}, and there is none at ${usualPlaces.slice(0, 2).join(" or ")} either. Enter the address of the document itself.`,
  );
}

/** Without a scheme, https is meant. */
export function wholeAddress(address: string): URL {
  const text = address.trim();
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (!url || text === "") throw refuse("Enter the address of the server, such as https://models.example.com.");
  if (url.username !== "" || url.password !== "") {
    throw refuse("Leave name and password out of the address: choose a credential instead.");
  }
  return url;
}

function asksForKey({ host }: URL, status: number): string {
  return `${host} returned ${status}: it asks for a key. Choose a credential for it and read the document again.`;
}

function get(url: string, fetch: HttpFetch, signal: AbortSignal): Promise<HttpResponse> {
  const accept = "application/json, application/yaml;q=0.9, */*;q=0.5";
  return fetch(url, { headers: { accept }, signal });
}

/** The document in a response, or undefined when it is a page or another thing. */
async function openApiIn({ body }: HttpResponse, address: string): Promise<OpenApi | undefined> {
  const value = await parseDocument(body);
  if (!isTree(value) || (value.openapi === undefined && value.swagger === undefined)) return undefined;
  assertOpenApi(value);
  return { root: value, address };
}

/** YAML takes much longer to read than JSON. */
const maxYaml = 2_000_000;

async function parseDocument(text: string): Promise<PlainJson | undefined> {
  if (/^\s*</.test(text)) return undefined;
  try {
    const value = parseJsonWithTexts(text);
    assertPlain(value);
    return value;
  } catch {
    // It may be YAML, whose parser is loaded when it is.
    return /^\s*["']?(openapi|swagger)["']?\s*:/m.test(text) ? await parseYaml(text) : undefined;
  }
}

/** No aliases that grow without end, no tags that make anything but data. */
async function parseYaml(text: string): Promise<PlainJson | undefined> {
  if (text.length > maxYaml)
    throw refuse("The document is YAML of more than 2 MB. Enter the address of a JSON form of it.");
  const { parse } = await import("yaml");
  try {
    return parsePlainJson(JSON.stringify(parse(text, { maxAliasCount: 100, schema: "core", logLevel: "error" })));
  } catch (thrown) {
    const why = thrown instanceof Error ? (thrown.message.split("\n", 1)[0] ?? "") : "";
    throw refuse(`The document cannot be read as YAML: ${why}`);
  }
}

function refuse(message: string): PatchbayError {
  return new PatchbayError("bad_input", message);
}
