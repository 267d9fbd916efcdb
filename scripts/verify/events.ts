/** The events of a run as they arrive over SSE: the id and the type of each. */
export type SeenEvent = { id: number; type: string };

export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<SeenEvent> {
  let pending = "";
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    const frames = (pending + decoder.decode(bytes, { stream: true })).split("\n\n");
    pending = frames.pop() ?? "";
    for (const frame of frames) {
      const event = eventOf(frame);
      if (event) yield event;
    }
  }
}

/** A comment, which keeps the connection open, is no event. */
function eventOf(frame: string): SeenEvent | undefined {
  const fields = new Map(frame.split("\n").map((line) => [line.split(": ", 1)[0], line.replace(/^\w+: ?/, "")]));
  const type = fields.get("event");
  if (type === undefined) return undefined;
  return { id: Number(fields.get("id") ?? Number.NaN), type };
}

/** The numbers that are missing, doubled or out of order: events are numbered from 1, without gaps. */
export function gapsIn(events: readonly SeenEvent[]): string[] {
  return events.flatMap(({ id }, index) => (id === index + 1 ? [] : [`${id} where ${index + 1} was due`]));
}
