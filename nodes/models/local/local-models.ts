/**
 * Models of files that people added. Each loaded one has a process of its own, as the model on board has. Before another
 * is loaded there has to be memory for it: those that nothing asks are ended for it, the one that was idle longest first.
 */

import { access } from "node:fs/promises";
import { availableParallelism, hostname } from "node:os";
import { PatchbayError } from "../../../lib/errors.ts";
import { formatBytes } from "../../../lib/format-bytes.ts";
import { memoryNeeded, whyTooLarge } from "../../../lib/models/local-models.ts";
import type { ChatOptions } from "../../define.ts";
import { type Answerer, AnswererModel, freeOfCharge } from "../answerer-model.ts";
import { answeredBy, toChat } from "../built-in/chat-messages.ts";
import { type ChildHost, openChildHost } from "../built-in/child-host.ts";
import { type LlamaAsk, LlamaResult, type LlamaSetup } from "../built-in/llama-protocol.ts";
import type { Meter } from "../meter.ts";
import { freeMemory, totalMemory } from "./available-memory.ts";

/** A file that is ready, and how it is to be run. */
export type LocalFile = {
  id: string;
  /** By which nodes choose it. */
  key: string;
  name: string;
  path: string;
  context: number;
  memoryBase: number;
  memoryPerToken: number;
  /** Fetches the file when it is not on this machine. */
  bring?(signal: AbortSignal | undefined): Promise<void>;
};

type Loaded = { host: ChildHost; needs: number; context: number; asking: number; lastAsked: number };
type Memory = { total(): number; free(): Promise<number> };
type Options = { idleMs: number; memory?: Memory };

export type LocalModels = {
  /** `lane` is who asks; those who wait take turns by it. */
  chat(
    file: LocalFile,
    options: ChatOptions,
    use: { lane: string | undefined; meter: Meter | undefined },
  ): AnswererModel;
  /** The ids of those that have a process now. */
  loaded(): string[];
  close(): Promise<void>;
};

export function openLocalModels({ idleMs, memory = { total: totalMemory, free: freeMemory } }: Options): LocalModels {
  const models = new Map<string, Loaded>();
  let turn: Promise<unknown> = Promise.resolve();

  /** One after another, so that two files do not count on the same memory. */
  async function taken(file: LocalFile, signal: AbortSignal | undefined): Promise<Loaded> {
    // Before its turn comes: others are not to wait for a file that is fetched.
    if (models.get(file.id)?.host.pid === undefined) await file.bring?.(signal);
    const next = turn.then(() => take(file));
    turn = next.catch(() => {});
    return await next;
  }

  async function take(file: LocalFile): Promise<Loaded> {
    const known = models.get(file.id);
    const isHere = known && (known.asking > 0 || known.host.pid !== undefined);
    if (isHere && known.context === file.context) return asked(known);
    if (known && known.asking > 0) throw changed(file);
    await known?.host.close();
    await demandFile(file);
    await makeRoom(file);
    const needs = memoryNeeded(file, file.context);
    const loaded = { host: openHost(file, idleMs), needs, context: file.context, asking: 0, lastAsked: 0 };
    models.set(file.id, loaded);
    return asked(loaded);
  }

  async function makeRoom(file: LocalFile): Promise<void> {
    const needs = memoryNeeded(file, file.context);
    const tooLarge = whyTooLarge(file.name, needs, memory.total());
    if (tooLarge !== undefined) throw new PatchbayError("bad_input", tooLarge);
    // What is being loaded has not taken all of its memory yet, so what each needs is counted as well as what is free.
    const isRoom = async () => (await memory.free()) >= needs && sumOf(models) + needs <= memory.total();
    const idle = [...models].filter(([, { asking }]) => asking === 0).sort(([, a], [, b]) => a.lastAsked - b.lastAsked);
    for (const [id, { host }] of idle) {
      if (await isRoom()) return;
      await host.close();
      models.delete(id);
    }
    if (!(await isRoom())) throw noRoom(file, needs, await memory.free());
  }

  return {
    chat: (file, options, { lane, meter }) =>
      new AnswererModel(
        file.key,
        answerer((signal) => taken(file, signal), options, lane),
        {
          ...{ readPrice: freeOfCharge, meter, sent: options.schema },
          outputLimit: () => options.maxTokens ?? file.context,
        },
      ),
    loaded: () => [...models].filter(([, { host }]) => host.pid !== undefined).map(([id]) => id),
    async close() {
      await Promise.all([...models.values()].map(({ host }) => host.close()));
      models.clear();
    },
  };
}

function asked(loaded: Loaded): Loaded {
  loaded.asking += 1;
  loaded.lastAsked = performance.now();
  return loaded;
}

/** A process that was ended for its idleness holds nothing. */
function sumOf(models: ReadonlyMap<string, Loaded>): number {
  const running = [...models.values()].filter(({ host, asking }) => host.pid !== undefined || asking > 0);
  return running.reduce((sum, { needs }) => sum + needs, 0);
}

function openHost({ path, name, context }: LocalFile, idleMs: number): ChildHost {
  // Half of the processors: the rest of a worker's work goes on beside the model.
  const threads = Math.max(1, Math.floor(availableParallelism() / 2));
  const setup: LlamaSetup = { kind: "local", name, context, parallel: 1, threads };
  return openChildHost({
    script: new URL("../built-in/llama-child.ts", import.meta.url),
    args: [path, JSON.stringify(setup)],
    title: `The process of “${name}”`,
    concurrency: setup.parallel,
    idleMs,
  });
}

type Take = (signal: AbortSignal | undefined) => Promise<Loaded>;

function answerer(take: Take, options: ChatOptions, lane: string | undefined): Answerer {
  return async (messages, { signal, onPiece }) => {
    const { schema, maxTokens } = options;
    const ask: LlamaAsk = {
      messages: toChat(messages),
      temperature: options.temperature ?? 0.7,
      ...(maxTokens === undefined ? {} : { maxTokens }),
      ...(schema === undefined ? {} : { schema }),
    };
    const loaded = await take(signal);
    try {
      return answeredBy(LlamaResult.parse(await loaded.host.call(ask, { signal, onPiece, lane })));
    } finally {
      loaded.asking -= 1;
      loaded.lastAsked = performance.now();
    }
  };
}

async function demandFile({ path, name }: LocalFile): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const advice = "Delete the model in Settings → Models and credentials, and add it again.";
  throw new PatchbayError("bad_input", `The file of “${name}” is not on the worker's machine ${hostname()}. ${advice}`);
}

function noRoom({ name }: LocalFile, needs: number, free: number): PatchbayError {
  const advice = "Other models or programs use the rest. Try again later, or set a smaller context.";
  const words = `“${name}” needs ${formatBytes(needs)} of memory, and ${formatBytes(free)} are free. ${advice}`;
  return new PatchbayError("unavailable", words);
}

function changed({ name }: LocalFile): PatchbayError {
  return new PatchbayError(
    "unavailable",
    `The context of “${name}” was changed while it answers. Try again in a moment.`,
  );
}
