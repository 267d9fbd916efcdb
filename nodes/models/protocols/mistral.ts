/**
 * Mistral's chat completions (docs.mistral.ai/api): usage comes unasked, documents have a part of their own, thoughts go back
 * with the calls that followed from them, and the ids of calls have nine letters or digits, also those that come from elsewhere.
 */
import { createHash } from "node:crypto";
import { apiUrl } from "../providers/addresses.ts";
import { chatProtocol } from "./openai-compatible.ts";
import { type FilePart, notTaken, type Turn } from "./turns.ts";
import { dataUrl } from "./wire.ts";

export const mistral = chatProtocol({
  urlOf: ({ baseUrl }) => apiUrl(baseUrl, "/v1/chat/completions"),
  lacks: ["stream_options"],
  fileOf(file: FilePart) {
    if (file.type === "image") return { type: "image_url", image_url: dataUrl(file) };
    if (file.mime !== "application/pdf") throw notTaken(file, "Mistral");
    return { type: "document_url", document_url: dataUrl(file), document_name: file.name };
  },
  thoughts: {
    protocol: "mistral",
    keep: (text) => ({ type: "thinking", thinking: [{ type: "text", text }], closed: true }),
  },
  turnOf(turn: Turn): Turn {
    if (turn.role === "tool") return { ...turn, id: shortId(turn.id) };
    if (turn.role !== "assistant") return turn;
    return { ...turn, calls: turn.calls.map((call) => ({ ...call, id: shortId(call.id) })) };
  },
});

function shortId(id: string): string {
  return /^[a-zA-Z0-9]{9}$/.test(id) ? id : createHash("sha256").update(id).digest("hex").slice(0, 9);
}
