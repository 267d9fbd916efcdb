/** What both protocols have in common on the way out. */
import type { BaseMessage } from "@langchain/core/messages";
import type { ModelCredential } from "./credential.ts";
import { asModelError } from "./model-error.ts";

type WireMessage = { role: "system" | "assistant" | "user"; content: string };

/** For a model without a system role, its text stands before the first message of the user. */
export function wireMessages(messages: readonly BaseMessage[], { hasSystem }: { hasSystem: boolean }): WireMessage[] {
  const all = messages.map((message): WireMessage => {
    const role = message.type === "system" ? "system" : message.type === "ai" ? "assistant" : "user";
    return { role, content: message.text };
  });
  if (hasSystem) return all;
  const system = all.filter(({ role }) => role === "system").map(({ content }) => content);
  const rest = all.filter(({ role }) => role !== "system");
  const first = rest.findIndex(({ role }) => role === "user");
  return rest.map((each, index) =>
    index === first ? { ...each, content: [...system, each.content].join("\n\n") } : each,
  );
}

type Post = { credential: ModelCredential; signal: AbortSignal | undefined; body: unknown };

/** Throws `provider_busy` when there is no response. */
export async function postJson(url: string, { credential, signal, body }: Post): Promise<Response> {
  const { secret } = credential;
  try {
    return await (credential.fetch ?? fetch)(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(secret === "" ? {} : { authorization: `Bearer ${secret}` }) },
      body: JSON.stringify(body),
      // A redirect could lead the key to another host.
      redirect: "error",
      ...(signal ? { signal } : {}),
    });
  } catch (thrown) {
    signal?.throwIfAborted();
    throw asModelError(thrown) ?? thrown;
  }
}
