/**
 * What is learnt of models from their servers' answers, per credential and model, never from a name: what they do not take,
 * and that they reason before they answer.
 */
const parameters = [
  "max_tokens",
  "max_completion_tokens",
  "temperature",
  "stream_options",
  "response_format",
  "tools",
  "turns",
  "system",
  "thoughts",
  "files",
] as const;
export type Lack = (typeof parameters)[number];
const traits = [...parameters, "reasons"] as const;
export type Trait = (typeof traits)[number];
export type Traits = ReadonlySet<Trait>;

/** Where it outlives this process. What it throws costs a question more, and nothing else. */
export type LearntStore = {
  read(credential: string, model: string): Promise<readonly string[]>;
  write(credential: string, model: string, traits: readonly string[]): Promise<void>;
};
/** Of one model. */
export type LearntModel = { read(): Promise<Traits>; write(traits: Traits): Promise<void> };
/** `version` changes with the credential's address and secret, of which everything is learnt anew. */
export type Learnt = { of(at: { credential: string; version: string; model: string }): LearntModel };

const most = 1000;
const nothing: LearntStore = { read: async () => [], write: async () => {} };

/** Kept in memory too; the oldest entry makes room. */
export function openLearnt(store: LearntStore = nothing): Learnt {
  const known = new Map<string, Traits>();
  const keep = (key: string, learnt: Traits) => {
    known.delete(key);
    known.set(key, learnt);
    for (const [oldest] of known) if (known.size > most) known.delete(oldest);
  };
  return {
    of({ credential, version, model }) {
      const key = `${credential}\n${version}\n${model}`;
      return {
        async read() {
          const stored = known.get(key) ?? readTraits(await store.read(credential, model).catch(() => []));
          keep(key, stored);
          return stored;
        },
        async write(learnt) {
          const before = known.get(key);
          keep(key, learnt);
          if (before?.size === learnt.size) return;
          await store.write(credential, model, [...learnt]).catch(() => {});
        },
      };
    },
  };
}

/** A later version may have stored more than this one knows. */
function readTraits(stored: readonly string[]): Traits {
  return new Set(traits.filter((trait) => stored.includes(trait)));
}

/** How a protocol asks for a thing, and what a refusal says that is about it. */
type Sign = { isAsked(asked: Record<string, unknown>): boolean; words: RegExp };
/** The first that fits counts. */
export type Signs = Partial<Record<Lack, Sign>>;

const field = (name: string, words: RegExp): Sign => ({ isAsked: (asked) => asked[name] !== undefined, words });
const fields = (value: unknown): Record<string, unknown> => ({ ...Object(value) });
const messagesOf = ({ messages }: Record<string, unknown>) => (Array.isArray(messages) ? messages.map(fields) : []);
const hasSystem = (asked: Record<string, unknown>) => messagesOf(asked).some(({ role }) => role === "system");
const hasFile = ({ content }: Record<string, unknown>) =>
  Array.isArray(content) && content.some((part) => fields(part).type === "file");

function hasThoughts({
  reasoning,
  reasoning_content,
  reasoning_details,
  tool_calls,
}: Record<string, unknown>): boolean {
  const calls = Array.isArray(tool_calls) ? tool_calls.map(fields) : [];
  return Boolean(reasoning ?? reasoning_content ?? reasoning_details) || calls.some((call) => call.extra_content);
}

/** The user, or the model, twice in a row. */
const hasNeighbours = (asked: Record<string, unknown>) =>
  messagesOf(asked).some(({ role }, at, all) => role !== "tool" && role === all[at - 1]?.role);

/** Of OpenAI's chat completions, as many servers speak them. */
export const chatSigns = {
  max_tokens: field("max_tokens", /max_tokens/i),
  max_completion_tokens: field("max_completion_tokens", /max_completion_tokens/i),
  temperature: field("temperature", /temperature/i),
  stream_options: field("stream_options", /stream_options|include_usage/i),
  response_format: field(
    "response_format",
    /response.?format|json_schema|grammar|structured output|guided.?(decoding|json)/i,
  ),
  tools: field("tools", /\btools?\b|tool_choice|function call/i),
  turns: { isAsked: hasNeighbours, words: /roles must alternate/i },
  system: {
    isAsked: hasSystem,
    words: /developer instruction|system (role|message|instruction)|role.{0,10}system|roles must alternate/i,
  },
  thoughts: {
    isAsked: (asked) => asked.reasoning_format !== undefined || messagesOf(asked).some(hasThoughts),
    words: /reasoning|extra_content/i,
  },
  files: {
    isAsked: (asked) => messagesOf(asked).some(hasFile),
    words: /\bfiles?\b|content.{0,40}type|part type|message format|unknown variant|multi-?modal/i,
  },
} as const satisfies Signs;

/** Which of the things that were asked the refusal is about; undefined when it is about none of them. */
export function lackIn(
  message: string,
  { status, asked, signs }: { status: number; asked: Record<string, unknown>; signs: Signs },
): Lack | undefined {
  // A server may break on a schema, or its model's template on a role; nothing else that breaks is the request's fault.
  const about =
    status === 400 || status === 422
      ? parameters
      : status === 500 || status === 501
        ? (["response_format", "turns", "system", "files"] as const)
        : [];
  return about.find((name) => signs[name]?.isAsked(asked) && signs[name].words.test(message));
}
