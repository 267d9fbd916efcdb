import { ChatOllama } from "@langchain/ollama";
import { defined } from "../../../lib/values/defined.ts";
import type { ChatOptions } from "../../define.ts";
import type { ModelCredential } from "./credential.ts";

export function ollama(model: string, credential: ModelCredential, options: ChatOptions): ChatOllama {
  const { temperature, maxTokens, schema } = options;
  return new ChatOllama({
    model,
    baseUrl: credential.baseUrl,
    maxRetries: 0,
    // A redirect could lead the key to another host.
    fetch: (input, init) => (credential.fetch ?? fetch)(input, { ...init, redirect: "error" }),
    ...(credential.secret === "" ? {} : { headers: { Authorization: `Bearer ${credential.secret}` } }),
    ...defined({ temperature, numPredict: maxTokens, format: schema }),
  });
}
