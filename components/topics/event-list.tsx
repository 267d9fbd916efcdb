"use client";
import { ChevronRight } from "lucide-react";
import { parseJson, stringifyJson } from "../../lib/values/exact-json.ts";
import type { EventView } from "../../lib/views/live/topic-views.ts";
import { ScrollBox } from "../ui/page/scroll-box.tsx";
import { TimeAgo } from "../ui/text/time-ago.tsx";

type Bytes = NonNullable<EventView["value"]>;

/** Events, the newest first; each opens to its whole value and its headers. */
export function EventList({ events }: { events: readonly EventView[] }) {
  return (
    <ol className="divide-y divide-line overflow-hidden rounded-card border bg-panel">
      {events.map((event) => (
        <li key={`${event.partition}/${event.offset}`}>
          <EventRow event={event} />
        </li>
      ))}
    </ol>
  );
}

function EventRow({ event }: { event: EventView }) {
  const { partition, offset, timestamp, key, value } = event;
  return (
    <details className="group">
      <summary className="grid cursor-pointer list-none grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-4 py-2.5 transition-colors hover:bg-hover/50 sm:grid-cols-[1rem_10rem_minmax(0,1fr)_auto_7rem]">
        <ChevronRight aria-hidden className="size-4 text-muted transition-transform group-open:rotate-90" />
        <span className="truncate font-mono text-xs">
          {key ? key.text : <span className="font-sans text-muted">no key</span>}
        </span>
        <span className="truncate font-mono text-muted text-xs max-sm:order-last max-sm:col-span-2 max-sm:col-start-2">
          {value ? value.text : <span className="font-sans">tombstone</span>}
        </span>
        <span className="text-muted text-xs max-sm:hidden">
          <TimeAgo at={timestamp} />
        </span>
        <span className="text-right text-muted text-xs tabular-nums" title={`Partition ${partition}, offset ${offset}`}>
          {partition} / {offset}
        </span>
      </summary>
      <EventDetail event={event} />
    </details>
  );
}

export function EventDetail({ event: { partition, offset, timestamp, key, value, headers } }: { event: EventView }) {
  return (
    <div className="flex flex-col gap-3 border-t bg-canvas px-4 py-3 text-xs">
      <p className="text-muted tabular-nums">
        Partition {partition}, offset {offset}, {timestamp}
        {key?.encoding === "base64" ? ", key in base64" : ""}
        {value?.encoding === "base64" ? ", value in base64" : ""}
      </p>
      <ScrollBox label="Value" className="max-h-96 overflow-y-auto">
        <pre className="whitespace-pre-wrap font-mono leading-5 [overflow-wrap:anywhere]">
          {value ? pretty(value) : "No value: this is a tombstone."}
        </pre>
      </ScrollBox>
      {headers.length > 0 ? (
        <dl aria-label="Headers" className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 font-mono">
          {headers.map(({ name, value: header }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, and the list of an event never changes
            <div key={index} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="[overflow-wrap:anywhere]">{header?.text ?? "null"}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </div>
  );
}

/** JSON in lines; numbers stay as they were written, as nothing but white space is added. */
function pretty({ text, encoding }: Bytes): string {
  if (encoding === "base64" || !/^\s*[{[]/.test(text) || /\d{16}/.test(text)) return text;
  try {
    return stringifyJson(parseJson(text), 2);
  } catch {
    return text;
  }
}
