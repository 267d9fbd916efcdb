/** The child process that reads the header of a GGUF file from outside: whatever stands in it ends this process at most. */
import { open, stat } from "node:fs/promises";
import type { GgufFileInfo } from "node-llama-cpp";
import { GgufFileType, GgufInsights, getLlama, LlamaLogLevel, readGgufFileInfo } from "node-llama-cpp";
import type { LocalModelFacts } from "../../../lib/models/local-models.ts";
import { serveHost } from "../built-in/child-protocol.ts";
import { llamaLimits } from "../built-in/llama-protocol.ts";
import { GgufAsk, type GgufResult } from "./gguf-protocol.ts";

serveHost(async (asked): Promise<GgufResult> => {
  const ask = GgufAsk.parse(asked);
  const { size } = await stat(ask.path);
  const refused = await notGguf(ask.path);
  if (refused !== undefined) return { refused };
  let info: GgufFileInfo;
  try {
    info = await readGgufFileInfo(ask.path, { sourceType: "filesystem", spliceSplitFiles: false, logWarnings: false });
  } catch {
    return ask.isWhole ? { refused: brokenHeader } : { early: true };
  }
  // The reader takes what lies behind the end of a file for zeros.
  const headerEnd = info.infoEndOffset ?? info.metadataSize + (info.tensorInfoSize ?? 0);
  if (headerEnd > size) return ask.isWhole ? { refused: cut } : { early: true };
  const wrong = notChat(info);
  if (wrong !== undefined) return { refused: wrong };
  const llama = await getLlama({ gpu: false, build: "never", maxThreads: 1, logLevel: LlamaLogLevel.disabled });
  const insights = await GgufInsights.from(info, llama);
  if (!insights.isSupportedByLlamaCpp || !insights.hasDecoder) return { refused: unsupported(info) };
  if (ask.isWhole && size < headerEnd + insights.modelSize) return { refused: cut };
  return { facts: await factsOf(info, insights) };
});

const brokenHeader = "The header of this GGUF file cannot be read. Download the file again.";
const cut = "This GGUF file is cut off: its end is missing. Download the file again.";

/** The first eight bytes: “GGUF” and the version of the format. */
async function notGguf(path: string): Promise<string | undefined> {
  await using file = await open(path, "r");
  const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
  if (bytesRead < 8 || buffer.toString("latin1", 0, 4) !== "GGUF")
    return "This is not a GGUF file. Choose one whose name ends in .gguf.";
  const version = buffer.readUInt32LE(4);
  if (version === 2 || version === 3) return undefined;
  return version > 0xffff
    ? "This GGUF file is big-endian, which does not run here. Choose the usual little-endian one."
    : `This GGUF file has version ${version} of the format; versions 2 and 3 can be used.`;
}

function notChat({ metadata }: GgufFileInfo): string | undefined {
  const split: unknown = Reflect.get(metadata, "split");
  const parts = typeof split === "object" && split !== null ? Number(Reflect.get(split, "count") ?? 1) : 1;
  if (parts > 1) {
    const advice = "Choose one that is a single file, or merge the parts with llama.cpp's gguf-split --merge.";
    return `This is one of ${parts} parts of a GGUF file. ${advice}`;
  }
  const type: unknown = Reflect.get(metadata.general, "type");
  if (typeof type === "string" && type !== "model")
    return `This GGUF file is not a model but “${clip(type)}”, which only goes with one. Choose the file of the model itself.`;
  if (typeof metadata.tokenizer?.chat_template === "string") return undefined;
  const advice = "Choose a file that is made for chat, often called “instruct”.";
  return `This is not a chat model: the file has no chat template. ${advice}`;
}

function unsupported({ metadata }: GgufFileInfo): string {
  const kind = clip(String(metadata.general.architecture));
  return `Models of the kind “${kind}” write no text, or cannot be run by Patchbay's llama.cpp. Choose another model.`;
}

async function factsOf({ metadata }: GgufFileInfo, insights: GgufInsights): Promise<LocalModelFacts> {
  const { general } = metadata;
  const trainedContext = insights.trainContextSize ?? 4096;
  const memoryAt = async (contextSize: number) => {
    const how = { contextSize, modelGpuLayers: 0, batchSize: llamaLimits.batch, sequences: 1 };
    return (await insights.estimateContextResourceRequirementsV2(how)).cpuRam;
  };
  const [small, large] = [512, 4608];
  const [least, more] = [await memoryAt(small), await memoryAt(large)];
  const memoryPerToken = Math.max(0, (more - least) / (large - small));
  return {
    title: typeof general.name === "string" ? clip(general.name) : null,
    architecture: clip(String(general.architecture)),
    quantisation: nameOfType(general.file_type),
    parameters: insights.totalParameters,
    trainedContext,
    license: typeof general.license === "string" ? clip(general.license) : null,
    memoryBase: Math.round(insights.modelSize + least - memoryPerToken * small + ownMemory),
    memoryPerToken,
  };
}

/** Of the process around the model: Node and node-llama-cpp. */
const ownMemory = 120_000_000;

function nameOfType(type: unknown): string | null {
  const name = typeof type === "number" ? GgufFileType[type] : undefined;
  return name?.replace(/^(?:MOSTLY|ALL)_/, "") ?? null;
}

function clip(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
