/**
 * OpenAI's models at Azure, where a model goes by the name of its deployment. Chat completions, which all deployments speak, at
 * the v1 address, or at the address before it when the base URL names an `api-version` (learn.microsoft.com, Azure OpenAI).
 */
import { azureUrl } from "../providers/addresses.ts";
import { chatProtocol } from "./openai-compatible.ts";

export const azureOpenai = chatProtocol({
  urlOf: ({ baseUrl }, model) => azureUrl(baseUrl, "chat/completions", model),
});
