/** How each service wants to be shown the secret. Without LangChain: the web process lists models with it. */
import { PatchbayError } from "../../../lib/errors.ts";
import { ModelService } from "../../../lib/models/models.ts";
import { awsHeaders } from "./aws-signature.ts";
import type { ModelCredential } from "./credential.ts";
import { googleHeaders } from "./google-token.ts";

export type Call = { url: string; method: "GET" | "POST"; body: string; signal: AbortSignal | undefined };
type Headers = Record<string, string>;
type Auth = (credential: ModelCredential, call: Call) => Headers | Promise<Headers>;

const bearer: Auth = ({ secret }) => (secret === "" ? {} : { authorization: `Bearer ${secret}` });

const auths = {
  "openai-compatible": bearer,
  openai: bearer,
  anthropic: ({ secret }) => ({ "x-api-key": secret, "anthropic-version": "2026-10-21" }),
  google: ({ secret }) => ({ "x-goog-api-key": secret }),
  "azure-openai": ({ secret }) => ({ "api-key": secret }),
  mistral: bearer,
  groq: bearer,
  cohere: bearer,
  bedrock: awsHeaders,
  vertex: googleHeaders,
  ollama: bearer,
} as const satisfies Record<ModelService, Auth>;

/** The headers that say who calls. Throws `provider_refused` for a key that no header takes. */
export async function authHeaders(credential: ModelCredential, call: Call): Promise<Headers> {
  const service = ModelService.safeParse(credential.provider).data;
  const headers = await (service ? auths[service] : bearer)(credential, call);
  // The platform would refuse it too, with the key in its words.
  if (Object.values(headers).every((value) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value.trim()))) return headers;
  const message =
    "The key has a line break or a sign that keys do not have. Enter it again in Settings → Models and credentials.";
  throw new PatchbayError("provider_refused", message);
}
