/** The providers whose promises the conformance suite checks, and in what their protocols differ. */
import { anthropicPeer } from "./anthropic-peer.ts";
import { bedrockPeer } from "./bedrock-peer.ts";
import { chatPeer } from "./chat-peer.ts";
import { coherePeer } from "./cohere-peer.ts";
import { googlePeer } from "./google-peer.ts";
import { ollamaPeer } from "./ollama-peer.ts";
import { openaiResponsesPeer } from "./openai-responses-peer.ts";
import type { ModelPeer, Say } from "./script.ts";
import { vertexPeer } from "./vertex-peer.ts";

export type Provider = {
  open(say: Say): Promise<ModelPeer>;
  /** Ends that the protocol can tell. */
  ends: readonly ("cut" | "filtered" | "refused")[];
  /** Types that it takes besides images. */
  files: readonly string[];
  listed: { name: string; context: number | null };
  /** Whether thoughts are sent back with the results of tools. */
  keepsThoughts?: boolean;
  /** Whether it says what it will do before it calls tools, which is sent back as its thoughts are. */
  keepsPlans?: boolean;
  filtersPrompts?: boolean;
  /** Whether it only counts its thoughts. */
  hidesThoughts?: boolean;
  /** What an error is before the first word, where the protocol tells no status there. */
  errorWithin?: "answer_broken";
  /** Whether a model can be made to call a tool. */
  cannotDemandTools?: boolean;
  /** Whether it takes every field of ours. */
  takesAll?: boolean;
  /** Counts that it does not tell. */
  withoutCounts?: readonly ("tokensCached" | "tokensReasoning")[];
};

export const providers: Record<string, Provider> = {
  Anthropic: {
    open: anthropicPeer,
    ends: ["cut", "refused"],
    files: ["application/pdf", "text/plain"],
    listed: { name: "claude-test", context: 200_000 },
    keepsThoughts: true,
  },
  "Google (Gemini)": {
    open: googlePeer,
    ends: ["cut", "filtered"],
    files: ["application/pdf", "text/plain", "audio/wav"],
    listed: { name: "gemini-test", context: 1_048_576 },
    filtersPrompts: true,
  },
  "OpenAI (Responses)": {
    open: openaiResponsesPeer,
    ends: ["cut", "filtered", "refused"],
    files: ["application/pdf", "text/plain"],
    listed: { name: "gpt-test", context: null },
    keepsThoughts: true,
  },
  "Azure OpenAI": {
    open: (say) => chatPeer("azure-openai", say),
    ends: ["cut", "filtered", "refused"],
    files: ["application/pdf"],
    listed: { name: "chat-test", context: null },
    hidesThoughts: true,
    filtersPrompts: true,
  },
  Mistral: {
    open: (say) => chatPeer("mistral", say),
    ends: ["cut"],
    files: ["application/pdf"],
    listed: { name: "chat-test", context: 131_072 },
    keepsThoughts: true,
  },
  Groq: {
    open: (say) => chatPeer("groq", say),
    ends: ["cut"],
    files: [],
    listed: { name: "chat-test", context: 131_072 },
  },
  Cohere: {
    open: coherePeer,
    ends: ["cut"],
    files: [],
    listed: { name: "command-test", context: 256_000 },
    keepsThoughts: true,
    keepsPlans: true,
    withoutCounts: ["tokensReasoning"],
  },
  "Amazon Bedrock": {
    open: bedrockPeer,
    ends: ["cut", "filtered"],
    files: ["application/pdf", "text/plain"],
    listed: { name: "anthropic.claude-test-v1:0", context: null },
    keepsThoughts: true,
    withoutCounts: ["tokensReasoning"],
  },
  "Google (Vertex AI)": {
    open: vertexPeer,
    ends: ["cut", "filtered"],
    files: ["application/pdf", "text/plain", "audio/wav"],
    listed: { name: "gemini-test", context: null },
    filtersPrompts: true,
  },
  Ollama: {
    open: ollamaPeer,
    ends: ["cut"],
    files: [],
    listed: { name: "chat-test:1b", context: 131_072 },
    keepsThoughts: true,
    errorWithin: "answer_broken",
    cannotDemandTools: true,
    takesAll: true,
    withoutCounts: ["tokensCached", "tokensReasoning"],
  },
  "OpenAI-compatible": {
    open: (say) => chatPeer("openai-compatible", say),
    ends: ["cut", "filtered", "refused"],
    files: ["application/pdf"],
    listed: { name: "chat-test", context: null },
  },
};
