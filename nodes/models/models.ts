/** All models behind one interface: built in, those of providers, and `default`, which a workspace setting names. */
import { PatchbayError } from "../../lib/errors.ts";
import { multilingualEmbedding } from "../../lib/models/built-in.ts";
import type { ModelInfo, ModelRef } from "../../lib/models/models.ts";
import { builtInModel, knownModel, otherPriceOf, priceOf } from "../../lib/models/prices.ts";
import type { ChatOptions, EmbedUse, Services } from "../define.ts";
import type { TokenCounter } from "../documents/split/count-by-word.ts";
import type { ReadPrice } from "./answerer-model.ts";
import { type Embedder, embeddingModel, openEmbedder } from "./built-in/embeddings.ts";
import type { LanguageModel } from "./built-in/language-model.ts";
import { llamaLimits } from "./built-in/llama-protocol.ts";
import { type MultilingualEmbedder, openMultilingual } from "./embeddings/multilingual-embedder.ts";
import type { LocalFile, LocalModels } from "./local/local-models.ts";
import type { Meter } from "./meter.ts";
import { openChatModel } from "./providers/chat-models.ts";
import { credentialOf, type ReadCredential } from "./providers/credential.ts";
import { type LearntStore, openLearnt } from "./providers/learnt.ts";
import { hasWeights, isFetchingWeights, weightsPath } from "./weights/weights.ts";

export type ModelsOptions = {
  home: string;
  /** none: the extractive answerer stands in for the built-in language model. */
  mode: "all" | "none";
  readCredential: ReadCredential;
  readDefaultModel(): Promise<ModelRef>;
  /** A model file of the workspace, by its key; undefined when there is none that is ready. */
  readLocal?(key: string): Promise<LocalFile | undefined>;
  /** Where what is learnt of models outlives this process. */
  learntStore?: LearntStore;
  /** Without it, only what is well known has a price. */
  readPrice?: ReadPrice;
  /** After how much idleness a model's process is ended. */
  idleMinutes?: number;
};

/** `lane` is who asks, such as a workspace: when the built-in models are busy, lanes take turns. */
type Reads = Pick<ModelsOptions, "readCredential" | "readDefaultModel" | "readPrice" | "readLocal"> & {
  lane?: string;
  /** Asked before each call of a model. */
  meter?: Meter;
};

type LanguageModelState = { state: "ready" | "loading" | "unavailable"; reason?: string };

/** What collections ask of models: nodes ask collections. */
type CollectionModels = Services["models"] & {
  /** As `embed`, with a model of one's choice; “built-in” and “default” are the ones on board, English unless named. */
  embedAs(ref: ModelRef, texts: readonly string[], signal: AbortSignal, use?: EmbedUse): Promise<number[][]>;
  /** How well each text answers the question, 0–1. */
  rerank(ref: ModelRef, ask: { query: string; texts: readonly string[] }, signal: AbortSignal): Promise<number[]>;
};

export type Models = CollectionModels & {
  /** Tokens as an embedding counts them; null is the one on board, English. An estimate where its tokenizer is not here. */
  tokensOf(model: ModelRef | null): Promise<TokenCounter>;
  /** The built-in models; those of providers are asked of the providers (provider-models.ts). */
  list(): Promise<ModelInfo[]>;
  languageModel(): Promise<LanguageModelState>;
  /** The same models with another workspace's credentials and default. They share the processes. */
  with(reads: Reads): CollectionModels;
  close(): Promise<void>;
};

export function openModels({ home, mode, idleMinutes = 10, ...own }: ModelsOptions): Models {
  silenceTracing();
  const idleMs = idleMinutes * 60_000;
  const learnt = openLearnt(own.learntStore);
  const embedder = openEmbedder(idleMs);
  const multilingual = openMultilingual({ home, mode, idleMs });
  let languageModel: LanguageModel | undefined;
  let localModels: LocalModels | undefined;

  const state = () => languageModelState(home, mode);

  /** Models are loaded when the first of their kind is asked: LangChain under them takes some 60 MB. */
  async function builtIn(name: string, options: ChatOptions, { lane, meter }: Reads) {
    if (name !== "" && name !== builtInModel.language && name !== builtInModel.extractive) throw unknownModel(name);
    if (name === builtInModel.extractive || (await state()).state !== "ready") {
      const { extractiveModel } = await import("./extractive/extractive.ts");
      return extractiveModel(embedder, options, meter);
    }
    const { openLanguageModel } = await import("./built-in/language-model.ts");
    languageModel ??= openLanguageModel({ path: weightsPath(home), embedder, idleMs });
    return languageModel.chat(options, lane, meter);
  }

  async function local(key: string, options: ChatOptions, { lane, meter, readLocal }: Reads) {
    const file = await readLocal?.(key);
    if (!file) throw noLocalModel(key);
    const { openLocalModels } = await import("./local/local-models.ts");
    localModels ??= openLocalModels({ idleMs });
    return localModels.chat(file, options, { lane, meter });
  }

  async function learntOf(ref: ModelRef, reads: Reads) {
    const credential = await credentialOf(ref, reads.readCredential);
    const version = `${credential.baseUrl}\n${credential.secret}`;
    return { credential, learnt: learnt.of({ credential: ref.credential ?? "", version, model: ref.model }) };
  }

  function reading(reads: Reads): CollectionModels {
    const { readPrice = readKnownPrice } = reads;
    return {
      async chat(asked, options) {
        const ref = asked.provider === "default" ? await reads.readDefaultModel() : asked;
        switch (ref.provider) {
          // A default that points at itself means the built-in one.
          case "default":
          case "built-in":
            return builtIn(ref.model, options, reads);
          case "local":
            return local(ref.model, options, reads);
          default: {
            const price: ReadPrice = (names) => readPrice(names, ref.provider);
            return await openChatModel(ref.provider, ref.model, {
              ...(await learntOf(ref, reads)),
              ...{ readPrice: price, options, meter: reads.meter },
              maxOutput: knownModel(ref.model, ref.provider).maxOutput,
            });
          }
        }
      },
      embed: (texts, signal, use) => embedOnBoard({ embedder, reads }, { texts, signal, use }),
      async rerank(ref, ask, signal) {
        const [credential, { rerankHeld }] = await Promise.all([
          credentialOf(ref, reads.readCredential),
          import("./rerank/rerank-held.ts"),
        ]);
        return rerankHeld({ credential, model: ref.model, ...ask, signal }, { meter: reads.meter, readPrice });
      },
      embedAs: (ref, texts, signal, use) => embedAs({ embedder, multilingual, reads }, { ref, texts, signal, use }),
    };
  }

  return {
    ...reading(own),
    with: reading,
    tokensOf: (model) => tokensOf(model, home),
    languageModel: state,
    list: async () => builtInModels(await state()),
    async close() {
      await Promise.all([embedder.close(), multilingual.close(), languageModel?.close(), localModels?.close()]);
    },
  };
}

async function languageModelState(home: string, mode: ModelsOptions["mode"]): Promise<LanguageModelState> {
  if (mode === "none") return { state: "unavailable", reason: "Switched off by PATCHBAY_MODELS=none." };
  if (await hasWeights(home)) return { state: "ready" };
  if (await isFetchingWeights(home)) return { state: "loading", reason: "Its weights are being downloaded." };
  return {
    state: "unavailable",
    reason: "Its weights could not be downloaded. Patchbay retries at the next start.",
  };
}

type Embedding = { embedder: Embedder; reads: Reads; name?: string };
type EmbedAsk = { texts: readonly string[]; signal: AbortSignal; use: EmbedUse | undefined };

/** Counted while it is under way, so that no search waits for it. What is on board costs nothing and is under no budget. */
async function embedOnBoard(
  { embedder, reads, name = embeddingModel.name }: Embedding,
  { texts, signal, use }: EmbedAsk,
): Promise<number[][]> {
  const count = async () => {
    const bound = { model: name, kind: "embedding" as const, isOnBoard: true, usd: 0, tokens: 0 };
    const held = await reads.meter?.(bound);
    await held?.settle({ tokensIn: 0, costUsd: 0, units: texts.length }, 0);
  };
  const vectors = embedder.embed(texts, signal, { lane: reads.lane, use });
  const [made] = await Promise.all([vectors, ...(texts.length > 0 && reads.meter ? [count()] : [])]);
  return made;
}

async function embedAs(
  { embedder, multilingual, reads }: Embedding & { multilingual: MultilingualEmbedder },
  { ref, texts, signal, use = "documents" }: EmbedAsk & { ref: ModelRef },
): Promise<number[][]> {
  if (ref.provider === "built-in" || ref.provider === "default") {
    if (ref.model === "") return embedOnBoard({ embedder, reads }, { texts, signal, use });
    if (ref.model !== multilingualEmbedding) throw unknownModel(ref.model);
    const other = await multilingual.ready(signal);
    return embedOnBoard({ embedder: other, reads, name: multilingualEmbedding }, { texts, signal, use });
  }
  const { meter, readPrice = readKnownPrice } = reads;
  const [credential, { embedHeld }] = await Promise.all([
    credentialOf(ref, reads.readCredential),
    import("./embeddings/embed-held.ts"),
  ]);
  return embedHeld({ credential, model: ref.model, texts, use, signal }, { meter, readPrice });
}

async function tokensOf(model: ModelRef | null, home: string): Promise<TokenCounter> {
  const { openEmbeddingCounter } = await import("./embeddings/embedding-tokens.ts");
  return openEmbeddingCounter(model, home);
}

function builtInModels({ state, reason }: LanguageModelState): ModelInfo[] {
  const free = { priceIn: null, priceCached: null, priceOut: null };
  return [
    {
      ...free,
      ref: { provider: "built-in", model: builtInModel.language },
      title: "SmolLM2 135M (built in)",
      description:
        "A real but very small language model on this machine: no key, no network. In a long prompt it reads only the one or two sentences that match the question best, and answers by quoting them. Good for first experiments; connect a larger model for real work.",
      context: llamaLimits.context,
      available: state === "ready",
      ...(reason === undefined ? {} : { unavailableReason: reason }),
    },
    {
      ...free,
      ref: { provider: "built-in", model: builtInModel.extractive },
      title: "Extractive answerer (built in)",
      description:
        "No language model: it quotes the sentences of the prompt that answer its question best, and writes nothing of its own.",
      context: null,
      available: true,
    },
  ];
}

const readKnownPrice: ReadPrice = async (names, provider) =>
  priceOf(names, [], provider) ?? otherPriceOf(names, provider);

function unknownModel(name: string): PatchbayError {
  return new PatchbayError("bad_input", `There is no built-in model “${name}”. Choose another one.`);
}

function noLocalModel(key: string): PatchbayError {
  const advice = "Choose another model in the node's settings, or add the file in Settings → Models and credentials.";
  return new PatchbayError("bad_input", `There is no local model “${key}” that is ready. ${advice}`);
}

/** LangChain would send every prompt to a tracing service when these are set for some other program. */
function silenceTracing(): void {
  for (const name of [
    "LANGSMITH_TRACING",
    "LANGSMITH_TRACING_V2",
    "LANGCHAIN_TRACING",
    "LANGCHAIN_TRACING_V2",
    "LANGCHAIN_VERBOSE",
  ]) {
    delete process.env[name];
  }
}
