/**
 * A server of the Open Inference Protocol v2, as KServe, Triton, MLServer and MLflow have it:
 * https://github.com/kserve/open-inference-protocol
 */
import type { HttpFetch } from "../../../lib/http.ts";
import type { OperationSummary, ServiceDocument } from "../../../lib/service/service.ts";
import { parseJson } from "../../../lib/values/exact-json.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import type { Json } from "../../../lib/values/json.ts";

/** `base`: the address before /v2. */
export type InferenceServer = { base: string; document: ServiceDocument };
type Ask = { fetch: HttpFetch; signal: AbortSignal };

const inPath = /^(.*?)\/v2(?:\/models(?:\/([^/]+)(?:\/versions\/([^/]+))?)?)?(?:\/(?:infer|ready))?\/*$/;

/** Undefined when the server speaks another protocol. The address may name the server, /v2, or a model in it. */
export async function findInference(url: URL, ask: Ask): Promise<InferenceServer | undefined> {
  const matched = inPath.exec(url.pathname);
  if (!matched && !/^\/*$/.test(url.pathname)) return undefined;
  const [, before = "", model, version] = matched ?? [];
  const base = `${url.origin}${before}`;
  const about = await getJson(`${base}/v2`, ask);
  if (model === undefined && !isServer(about)) return undefined;
  const named = model === undefined ? await listModels(base, ask) : [{ name: decode(model), version }];
  // A model of several versions is listed with each of them.
  const operations = [...new Map(named.map((each) => summaryOf(each)).map((each) => [each.id, each])).values()];
  const server = fieldsOf(about);
  return {
    base,
    document: {
      protocol: "open-inference",
      address: url.href,
      title: textOf(server.name) ?? url.host,
      version: textOf(server.version) ?? "",
      servers: [{ url: base, description: "", variables: {} }],
      operations,
      ...(operations.length > 0 ? {} : { note: noList }),
    },
  };
}

const noList =
  "This server does not list its models. Write the model's name into the address, as in /v2/models/NAME, and read again.";

type NamedModel = { name: string; version?: string | undefined };

function summaryOf({ name, version }: NamedModel): OperationSummary {
  const path = modelPath({ name, version });
  return { id: `INFER ${path}`, method: "INFER", path, summary: name, tags: [], isDeprecated: false };
}

function modelPath({ name, version }: NamedModel): string {
  const versions = version === undefined || version === "" ? "" : `/versions/${encodeURIComponent(version)}`;
  return `/v2/models/${encodeURIComponent(name)}${versions}`;
}

/** An extension of the protocol (model repository) that Triton and MLServer have; KServe answers GET /v2/models. */
async function listModels(base: string, ask: Ask): Promise<NamedModel[]> {
  const index = await getJson(`${base}/v2/repository/index`, ask, "POST");
  if (Array.isArray(index)) {
    return index.flatMap((each) => {
      const name = textOf(fieldsOf(each).name);
      return name === undefined ? [] : [{ name }];
    });
  }
  const listed = fieldsOf(await getJson(`${base}/v2/models`, ask)).models;
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((each) => {
    const name = textOf(each) ?? textOf(fieldsOf(each).name);
    return name === undefined ? [] : [{ name }];
  });
}

function isServer(about: Json | undefined): boolean {
  const { name, extensions } = fieldsOf(about);
  return typeof name === "string" && (extensions === undefined || Array.isArray(extensions));
}

/** What is no JSON, or refused, is nothing: the server may speak another protocol. */
export async function getJson(url: string, { fetch, signal }: Ask, method = "GET"): Promise<Json | undefined> {
  const body = method === "POST" ? { body: "{}", headers: { "content-type": "application/json" } } : {};
  const response = await fetch(url, { method, signal, ...body });
  if (response.status >= 400) return undefined;
  try {
    return parseJson(response.body);
  } catch {
    return undefined;
  }
}

export function fieldsOf(value: Json | undefined): { [key: string]: Json } {
  return isObject(value) ? value : {};
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
