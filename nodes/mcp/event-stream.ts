/** The events of a response's stream while they come: the answer, and what the server asks by itself in the middle. */

export type ServerAsk = { id: string | number; method: string };
export type AnswerReader = {
  /** The next piece of the body; true when the answer was in it, or before. */
  take(text: string): boolean;
  hasAnswer(): boolean;
};

/** Two ends of lines, of whichever kind. */
const eventEnd = /(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r)/g;
/** The longest end of an event, less one sign: so much of it may have come with the piece before. */
const reach = 3;

/** `id`: of the request that waits for the answer; undefined: any answer is one. */
export function readAnswer(id: unknown, onAsk: (ask: ServerAsk) => void): AnswerReader {
  /** What has come since the last end of an event: joined at the next one alone, as a large answer comes in thousands. */
  let pieces: string[] = [];
  let last = "";
  let isAnswered = false;

  function takeEvents(text: string): string {
    let from = 0;
    for (const end of text.matchAll(eventEnd)) {
      const message = messageIn(text.slice(from, end.index));
      from = end.index + end[0].length;
      const ask = askIn(message);
      if (ask) onAsk(ask);
      isAnswered ||= isAnswerTo(id, message);
    }
    return text.slice(from);
  }

  return {
    take(text) {
      pieces.push(text);
      last += text;
      if (last.search(eventEnd) >= 0) {
        const rest = takeEvents(pieces.join(""));
        pieces = [rest];
        last = rest;
      }
      last = last.slice(-reach);
      return isAnswered;
    },
    hasAnswer: () => isAnswered || isAnswerTo(id, messageIn(pieces.join(""))),
  };
}

/** A stream without what the server asked, which has been answered. */
export function withoutAsks(body: string): string {
  const events = body.split(eventEnd);
  const left = events.filter((event) => askIn(messageIn(event)) === undefined);
  return left.length === events.length ? body : left.join("\n\n");
}

/** Whether a message, or one of several, is the answer to the request of this id. */
export function isAnswerTo(id: unknown, message: unknown): boolean {
  if (Array.isArray(message)) return message.some((each) => isAnswerTo(id, each));
  const { id: own, result, error } = { ...Object(message) };
  if (result === undefined && error === undefined) return false;
  // The SDK takes “1” for 1, too.
  return own !== undefined && own !== null && (id === undefined || String(own) === String(id));
}

function askIn(message: unknown): ServerAsk | undefined {
  const { id, method } = { ...Object(message) };
  if (typeof method !== "string" || (typeof id !== "string" && typeof id !== "number")) return undefined;
  return { id, method };
}

function messageIn(event: string): unknown {
  const lines = event.split(/\r\n|\n|\r/).filter((line) => line.startsWith("data:"));
  return jsonOf(lines.map((line) => line.slice("data:".length)).join("\n"));
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
