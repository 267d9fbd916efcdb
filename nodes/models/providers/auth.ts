/** How each service wants to be shown the secret. Without LangChain: the web process lists models with it. */
import { ModelService } from "../../../lib/models/models.ts";
import type { ModelCredential } from "./credential.ts";

export type Call = { url: string; method: "GET" | "POST"; body: string; signal: AbortSignal | undefined };
type Headers = Record<string, string>;
type Auth = (credential: ModelCredential, call: Call) => Headers | Promise<Headers>;

const bearer: Auth = ({ secret }) => (secret === "" ? {} : { authorization: `Bearer ${secret}` });

const auths = {
  "openai-compatible": bearer,
  openai: bearer,
  anthropic: ({ secret }) => ({ "x-api-key": secret, "anthropic-version": "2026-10-21" }),
  google: ({ secret }) => ({ "x-goog-api-key": secret }),
  ollama: bearer,
} as const satisfies Record<ModelService, Auth>;

/** The headers that say who calls. */
export async function authHeaders(credential: ModelCredential, call: Call): Promise<Headers> {
  const service = ModelService.safeParse(credential.provider).data;
  return await (service ? auths[service] : bearer)(credential, call);
}

/** A path behind a base URL, which may end in a version already, such as /v1. That one counts. */
export function apiUrl(baseUrl: string, path: string): string {
  const base = baseUrl.replace(/\/+$/, "");
  return /\/v\d\w*$/.test(base) ? base + path.replace(/^\/v\d\w*/, "") : base + path;
}
