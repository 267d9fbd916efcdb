/** The chat models of every kind of service, each loaded when it is asked for first. */
import type { ModelService } from "../../../lib/models/models.ts";
import type { ChatOptions } from "../../define.ts";
import type { AnswererModel } from "../answerer-model.ts";
import type { Deps, Protocol } from "../protocols/protocol.ts";

const protocols = {
  "openai-compatible": async () => (await import("../protocols/openai-compatible.ts")).openaiCompatible,
  openai: async () => (await import("../protocols/openai.ts")).openai,
  anthropic: async () => (await import("../protocols/anthropic.ts")).anthropic,
  google: async () => (await import("../protocols/gemini.ts")).google,
  "azure-openai": async () => (await import("../protocols/azure-openai.ts")).azureOpenai,
  mistral: async () => (await import("../protocols/mistral.ts")).mistral,
  groq: async () => (await import("../protocols/groq.ts")).groq,
  cohere: async () => (await import("../protocols/cohere.ts")).cohere,
  bedrock: async () => (await import("../protocols/bedrock.ts")).bedrock,
  vertex: async () => (await import("../protocols/vertex.ts")).vertex,
  ollama: async () => (await import("../protocols/ollama.ts")).ollama,
} as const satisfies Record<ModelService, () => Promise<Protocol>>;

export async function openChatModel(
  service: ModelService,
  model: string,
  deps: Deps & { options: ChatOptions },
): Promise<AnswererModel> {
  const [{ protocolModel }, protocol] = await Promise.all([import("../protocols/protocol.ts"), protocols[service]()]);
  return protocolModel(protocol, model, deps);
}
