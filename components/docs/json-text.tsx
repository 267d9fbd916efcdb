import { stringifyJson } from "../../lib/values/exact-json.ts";
import type { Json } from "../../lib/values/json.ts";
import { ScrollBox } from "../ui/page/scroll-box.tsx";

/** Fits into a line of text. */
export function isPlain(value: Json): boolean {
  return typeof value === "string" ? value.length <= 60 && !/\n./.test(value) : stringifyJson(value).length <= 50;
}

/** A value as it is: texts without quotes, everything else as JSON. */
export function JsonText({ value, label }: { value: Json; label: string }) {
  if (isPlain(value)) {
    // A line break alone would be invisible.
    const text = typeof value === "string" ? value.replaceAll("\n", "\\n") : stringifyJson(value);
    return <code className="rounded-sm bg-hover px-1 py-px font-mono text-xs leading-5">{text}</code>;
  }
  return (
    <ScrollBox label={label} className="rounded-md border bg-canvas">
      <pre className="whitespace-pre-wrap px-2.5 py-2 font-mono text-xs leading-5 [overflow-wrap:anywhere]">
        {typeof value === "string" ? value : stringifyJson(value, 2)}
      </pre>
    </ScrollBox>
  );
}
