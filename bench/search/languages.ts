/** The two embeddings on board beside each other: what they find in which language, how fast they are and what they take. */
import { loadavg } from "node:os";
import { openMultilingualEncoder } from "../../nodes/models/sentence-encoder/multilingual/multilingual-encoder.ts";
import { openSentenceEncoder, type SentenceEncoder } from "../../nodes/models/sentence-encoder/sentence-encoder.ts";
import { ensureWeights, multilingual, weightsPath } from "../../nodes/models/weights/weights.ts";
import { languageSet } from "./language-set.ts";

const home = process.env.PATCHBAY_HOME ?? ".patchbay";
const TURNS = 15;

export async function benchLanguages(): Promise<Record<string, unknown>[]> {
  const state = await ensureWeights({ home, weights: multilingual });
  if (state === "unavailable") throw new Error("The multilingual embedding could not be fetched.");
  const path = weightsPath(home, multilingual);
  const rows: Record<string, unknown>[] = [];
  const models = { English: openSentenceEncoder, multilingual: () => openMultilingualEncoder(path) };
  for (const [embedding, open] of Object.entries(models)) {
    const before = cpuMs();
    const encode = await open();
    const loaded = cpuMs() - before;
    rows.push({
      ...{ embedding, ...hits(encode), "load ms": Math.round(loaded) },
      ...{ "question ms": least(encode, "How long does the warranty of the coffee machine last?") },
      ...{ "chunk ms": least(encode, chunkOf("English")), "German chunk ms": least(encode, chunkOf("German")) },
      load: loadavg()[0]?.toFixed(1),
    });
  }
  return rows;
}

/** How many of a language's questions have their fact first: among the facts of the language, and of English. */
function hits(encode: SentenceEncoder): Record<string, string> {
  const english = languageSet.English?.facts.map(encode) ?? [];
  return Object.fromEntries(
    Object.entries(languageSet).map(([language, { facts, questions }]) => {
      const own = facts.map(encode);
      const asked = questions.map(encode);
      return [language, `${rightOf(asked, own)} (${rightOf(asked, english)}) of ${questions.length}`];
    }),
  );
}

function rightOf(asked: readonly Float32Array[], facts: readonly Float32Array[]): number {
  return asked.filter((question, index) => {
    const scores = facts.map((fact) => fact.reduce((sum, value, i) => sum + value * (question[i] ?? 0), 0));
    return scores.indexOf(Math.max(...scores)) === index;
  }).length;
}

/** 800 characters: a full chunk. */
const chunkOf = (language: string) => (languageSet[language]?.facts.join(" ") ?? "").repeat(3).slice(0, 800);

/** Of the processor, so that others' work on the machine counts less. */
function least(encode: SentenceEncoder, text: string): number {
  const times = Array.from({ length: TURNS }, () => {
    const before = cpuMs();
    encode(text);
    return cpuMs() - before;
  });
  return Math.round(Math.min(...times) * 10) / 10;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
