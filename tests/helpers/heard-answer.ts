import { foldParts } from "../../nodes/models/protocols/answers/answer-parts.ts";
import type { Protocol } from "../../nodes/models/protocols/protocol.ts";

type Options = { isTool?: boolean; breaks?: boolean };

/** What a protocol hears in a body: text, thoughts and calls of tools put together, and how it ended. */
export async function heardAnswer(parts: Protocol["parts"], body: string | Uint8Array[], options: Options = {}) {
  const said = { text: "", thoughts: "" };
  const calls = new Map<number, { id: string; name: string; args: string }>();
  const { outcome, usage, cause, words, kept } = await foldParts(parts(streamOf(body, options)), {
    signal: undefined,
    isTool: options.isTool ?? false,
    onPiece(text) {
      said.text += text;
    },
    onThought(text) {
      said.thoughts += text;
    },
    onTool({ index, id, name = "", args = "" }) {
      const call = calls.get(index) ?? { id: "", name: "", args: "" };
      // LangChain takes a piece with another id for another call.
      if (id !== undefined && call.id !== "") throw new Error(`the call ${index} was told a second id`);
      calls.set(index, { id: call.id || (id ?? ""), name: call.name + name, args: call.args + args });
    },
  });
  return { ...said, calls: [...calls.values()], outcome, usage, cause, words, kept };
}

/** `breaks`: the connection breaks after the body. */
function streamOf(body: string | Uint8Array[], { breaks = false }: Options): ReadableStream<Uint8Array> {
  const pieces = typeof body === "string" ? [new TextEncoder().encode(body)] : [...body];
  return new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece) controller.enqueue(piece);
      else if (breaks) controller.error(new TypeError("terminated"));
      else controller.close();
    },
  });
}

/** Server-sent events with these objects as data. */
export const sse = (...events: unknown[]) => events.map((each) => `data: ${JSON.stringify(each)}\n\n`).join("");
