/** The chat models of every kind of service, each loaded when it is asked for first. */
import type { ModelService } from "../../../lib/models/models.ts";
import type { ChatOptions } from "../../define.ts";
import type { AnswererModel } from "../answerer-model.ts";
import type { Deps, Protocol } from "./protocol.ts";

const protocols = {
  "openai-compatible": async () => (await import("./openai-compatible.ts")).openaiCompatible,
  openai: async () => (await import("./openai.ts")).openai,
  anthropic: async () => (await import("./anthropic.ts")).anthropic,
  google: async () => (await import("./gemini.ts")).google,
  ollama: async () => (await import("./ollama.ts")).ollama,
} as const satisfies Record<ModelService, () => Promise<Protocol>>;

export async function openChatModel(
  service: ModelService,
  model: string,
  deps: Deps & { options: ChatOptions },
): Promise<AnswererModel> {
  const [{ protocolModel }, protocol] = await Promise.all([import("./protocol.ts"), protocols[service]()]);
  return protocolModel(protocol, model, deps);
}
