/** The older part of a conversation as a text, written block by block and kept. */
import type { z } from "zod";
import type { AskResult } from "../../../lib/models/ask-results.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import { type Message, saysSomething } from "../../../lib/values/values.ts";
import type { Call, Services } from "../../define.ts";
import { type Asked, askModel } from "../../models/ask-model.ts";
import { findOrWait } from "../../models/find-or-wait.ts";
import type { modelRef } from "../model/model-ref.ts";

/** A block is `size` messages, about: `endOf`. */
type Asking = { history: readonly Message[]; size: number; model: z.infer<ReturnType<typeof modelRef>> };
type Around = { services: Services; call: Call };

/** Where a block ends: before a question, so that a question and its answer are both summarised or both kept. */
export function endOf({ history, size }: Pick<Asking, "history" | "size">, block: number): number {
  for (let end = block * size; end > (block - 1) * size; end -= 1) if (history[end]?.role === "user") return end;
  return block * size;
}

const keptSeconds = 30 * 24 * 3600;
const system =
  "You keep the memory of a conversation. Write down in short sentences what matters for going on with it: facts, names, numbers, decisions, wishes and open questions. Use at most 300 words, and leave out what no longer matters. Write nothing else.";

/** Of the first blocks: the summary of those before the last, continued by it. Each is kept under what it is made of. */
export async function summaryOf(asking: Asking, blocks: number, around: Around): Promise<string> {
  const { history, model } = asking;
  const { services, call } = around;
  const said = history.slice(0, endOf(asking, blocks)).map((message) => [message.role, wordsOf(message)]);
  const ask = { cache: "chat memory", scope: stringifyJson([system, model, said]), text: "", ttlSeconds: keptSeconds };
  const found = await findOrWait(ask, services, call);
  if (found.kind === "hit" && typeof found.output.summary === "string") return found.output.summary;
  try {
    const before = blocks === 1 ? "" : await summaryOf(asking, blocks - 1, around);
    const block = history.slice(blocks === 1 ? 0 : endOf(asking, blocks - 1), endOf(asking, blocks));
    const lines = block.filter(saysSomething).map((one) => ({ speaker: speakers[one.role], words: wordsOf(one) }));
    const summary = await continued(before, lines, { model, ...around });
    await services.cache.keep(ask, { summary }, call);
    return summary;
  } catch (thrown) {
    if (!call.signal.aborted) await services.cache.drop(ask, call).catch(() => undefined);
    throw thrown;
  }
}

/** The summary with what was said then. What is too long for the model is told in two parts, one after the other. */
async function continued(
  before: string,
  said: readonly Line[],
  asking: Pick<Asking, "model"> & Around,
): Promise<string> {
  const { model, services, call } = asking;
  const options = { temperature: 0, maxTokens: 1000 };
  const asked = await askModel(services, { system, prompt: promptFor(before, said), model, options, part: null }, call);
  const parts = asked.result === "not_accepted" ? halvesOf(said) : [];
  if (parts.length === 0) return written(asked) ?? before;
  let known = before;
  for (const part of parts) known = await continued(known, part, asking);
  return known;
}

/** Without one, the model would say the same of this block each time, and the conversation could never go on. */
const withoutSummary = new Set<AskResult>(["refused", "filtered", "empty"]);

/** Undefined where the model gives none for this block; what was cut at the limit is still one. Throws what may be better later. */
function written({ result, text, error }: Asked): string | undefined {
  if (withoutSummary.has(result) || (result === "cut" && text === "")) return undefined;
  if (error && result !== "cut") throw error;
  return text;
}

const speakers = { system: "System", user: "User", assistant: "Assistant", tool: "Tool" } as const;

/** Its files are named: what was in them is in the answers. */
function wordsOf({ content, files = [] }: Message): string {
  return [...files.map(({ name }) => `(sends the file “${name}”)`), content].filter((words) => words !== "").join(" ");
}

type Line = { speaker: string; words: string };

/** A request with less text is refused for something else. */
const shortest = 500;

/** About equally long, between two messages or within the only one; none where that would not help. */
function halvesOf(said: readonly Line[]): (readonly Line[])[] {
  const lengths = said.map(({ words }) => words.length);
  const half = lengths.reduce((sum, length) => sum + length, 0) / 2;
  if (half < shortest / 2) return [];
  const [only] = said;
  if (only && said.length === 1) {
    const [begin, rest] = halved(only.words);
    return [[{ ...only, words: `${begin} …` }], [{ ...only, words: `… ${rest}` }]];
  }
  let [middle, length] = [1, lengths[0] ?? 0];
  while (middle < said.length - 1 && length + (lengths[middle] ?? 0) <= half) length += lengths[middle++] ?? 0;
  return [said.slice(0, middle), said.slice(middle)];
}

/** At a space near the middle, else between two characters. */
function halved(text: string): [string, string] {
  const middle = Math.ceil(text.length / 2);
  const space = text.lastIndexOf(" ", middle);
  const isInPair = /[\udc00-\udfff]/.test(text.charAt(middle));
  const at = space > middle - 200 && space > 0 ? space : middle + (isInPair ? 1 : 0);
  return [text.slice(0, at).trimEnd(), text.slice(at).trimStart()];
}

function promptFor(before: string, said: readonly Line[]): string {
  const known = before === "" ? "" : `The memory so far:\n${before}\n\n`;
  const lines = said.map(({ speaker, words }) => `${speaker}: ${words}`);
  return `${known}What was said then:\n${lines.join("\n")}\n\nThe new memory:`;
}
