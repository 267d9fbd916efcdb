/**
 * What servers of chat completions want back with the results of tools, under the names by which they gave it: DeepSeek's and
 * Moonshot's `reasoning_content`, `reasoning` of others, OpenRouter's `reasoning_details`, LiteLLM's `thinking_blocks`, and with
 * a call Google's `extra_content`, which has the signature of a thought.
 */
import { type Fields, fields } from "../answers/answer-parts.ts";

export type KeptFields = {
  hear(delta: Fields): void;
  hearCall(index: number, call: Fields): void;
  blocks(): Fields[];
};

const textFields = ["reasoning_content", "reasoning"] as const;
const listFields = ["reasoning_details", "thinking_blocks"] as const;

export function keptFields(): KeptFields {
  const texts = new Map<string, string>();
  const lists = new Map<string, Fields[]>();
  const calls = new Map<number, unknown>();
  return {
    hear(delta) {
      for (const name of textFields) {
        const said = delta[name];
        if (typeof said === "string" && said !== "") texts.set(name, (texts.get(name) ?? "") + said);
      }
      for (const name of listFields) {
        const told = delta[name];
        if (!Array.isArray(told) || told.length === 0) continue;
        const details = lists.get(name) ?? [];
        lists.set(name, details);
        for (const detail of told.map(fields)) addDetail(details, detail);
      }
    },
    hearCall(index, { extra_content }) {
      if (extra_content && !calls.has(index)) calls.set(index, extra_content);
    },
    blocks() {
      // The lists have the texts too.
      const thoughts: Fields = Object.fromEntries<unknown>(lists.size > 0 ? lists : texts);
      return [
        ...(Object.keys(thoughts).length > 0 ? [{ thoughts }] : []),
        ...[...calls].map(([call, extra_content]) => ({ call, extra_content })),
      ];
    },
  };
}

/** A detail comes in pieces, which have one index and one type. */
function addDetail(details: Fields[], detail: Fields): void {
  const last = details.at(-1);
  if (!last || last.type !== detail.type || last.index !== detail.index) return void details.push(detail);
  for (const [name, value] of Object.entries(detail)) {
    const before = last[name];
    const grows =
      /^(text|summary|data|thinking)$/.test(name) && typeof before === "string" && typeof value === "string";
    if (grows) last[name] = before + value;
    else if (value !== null && value !== undefined) last[name] = value;
  }
}

/** As they go back: what stands beside the content, and beside each call by its place. */
export function keptBeside(blocks: readonly Fields[] | undefined): {
  message: Fields;
  calls: ReadonlyMap<unknown, Fields>;
} {
  const message = fields(blocks?.find(({ thoughts }) => thoughts !== undefined)?.thoughts);
  const calls = (blocks ?? []).filter(({ call }) => typeof call === "number");
  return { message, calls: new Map(calls.map(({ call, extra_content }) => [call, { extra_content }])) };
}
