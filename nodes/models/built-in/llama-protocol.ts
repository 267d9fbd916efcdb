import { z } from "zod";
import { Json } from "../../../lib/values/json.ts";

/** Context in tokens for each of the calls that run side by side; memory grows with their product. */
export const llamaLimits = { context: 4096, parallel: 2, batch: 256 };

/** How a child runs its file. `kind`: the small model on board gets help that any other would only be hindered by. */
export const LlamaSetup = z.object({
  kind: z.enum(["built-in", "local"]),
  /** What people call it. */
  name: z.string(),
  context: z.number(),
  parallel: z.number(),
  threads: z.number(),
});
export type LlamaSetup = z.infer<typeof LlamaSetup>;

export const LlamaAsk = z.object({
  messages: z.array(z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() })),
  temperature: z.number(),
  /** Absent: as many as there is room for. */
  maxTokens: z.number().exactOptional(),
  schema: z.record(z.string(), Json).optional(),
  /** With a schema: texts of the answer are runs of words of this text. */
  copyFrom: z.string().optional(),
  /** Without a schema: the answer is one or two sentences in the words of this text. */
  vocabulary: z.string().optional(),
  /** Without a schema: the answer is the first of these sentences, and as many of the next ones as it takes. */
  quotes: z.array(z.string()).optional(),
});
export type LlamaAsk = z.infer<typeof LlamaAsk>;

export const LlamaResult = z.object({
  text: z.string(),
  tokensIn: z.number(),
  tokensOut: z.number(),
  stopped: z.enum(["end", "length"]),
  /** What a model thought before it answered. */
  reasoning: z.string().exactOptional(),
});
export type LlamaResult = z.infer<typeof LlamaResult>;
