/** What servers have been seen not to take: learnt from their answers, per credential and model, never from a name. */
const parameters = [
  "max_tokens",
  "max_completion_tokens",
  "temperature",
  "stream_options",
  "response_format",
  "tools",
  "system",
] as const;
type Lack = (typeof parameters)[number];
export type Lacks = ReadonlySet<Lack>;

export type Learnt = { get(key: string): Lacks; set(key: string, lacks: Lacks): void };

const most = 1000;

/** Of this process; the oldest entry makes room. */
export function openLearnt(): Learnt {
  const known = new Map<string, Lacks>();
  return {
    get: (key) => known.get(key) ?? new Set(),
    set(key, lacks) {
      known.delete(key);
      if (lacks.size === 0) return;
      known.set(key, lacks);
      for (const [oldest] of known) if (known.size > most) known.delete(oldest);
    },
  };
}

const signs = {
  max_tokens: /max_tokens/i,
  max_completion_tokens: /max_completion_tokens/i,
  temperature: /temperature/i,
  stream_options: /stream_options|include_usage/i,
  response_format: /response_format|json_schema|grammar|structured output/i,
  tools: /\btools?\b|tool_choice|function call/i,
  system: /developer instruction|system (role|message|instruction)|role.{0,10}system/i,
} as const satisfies Record<Lack, RegExp>;

/** Which of the things that were asked the refusal is about; undefined when it is about none of them. */
export function lackIn(
  message: string,
  { status, asked }: { status: number; asked: Record<string, unknown> },
): Lack | undefined {
  const isAsked = (name: Lack) =>
    name === "system"
      ? Array.isArray(asked.messages) && asked.messages.some((each: { role?: unknown }) => each.role === "system")
      : asked[name] !== undefined;
  // A server may break on a schema; anything else that a server breaks on is not the request's fault.
  const about =
    status === 400 || status === 422
      ? parameters
      : status === 500 || status === 501
        ? (["response_format"] as const)
        : [];
  return about.find((name) => isAsked(name) && signs[name].test(message));
}
