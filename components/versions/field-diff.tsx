import { diffValues } from "../../lib/diff/diff-values.ts";
import type { Json } from "../../lib/values/json.ts";

/** A setting as it was and as it is; inside a list or an object only the parts that differ. */
export function FieldDiff({
  label,
  before,
  after,
}: {
  label: string;
  before: Json | undefined;
  after: Json | undefined;
}) {
  return diffValues(before, after).map((change) => (
    <div key={change.path.join("/")} className="flex flex-col gap-0.5">
      <dt className="text-2xs text-muted">{[label, ...change.path].join(" › ")}</dt>
      <dd className="flex flex-col overflow-hidden rounded-md border font-mono text-xs">
        {change.before === undefined ? null : <Value sign="−" value={change.before} isOld />}
        {change.after === undefined ? null : <Value sign="+" value={change.after} />}
      </dd>
    </div>
  ));
}

function Value({ sign, value, isOld = false }: { sign: string; value: Json; isOld?: boolean }) {
  const tone = isOld ? "bg-danger/10" : "bg-success/10";
  const Tag = isOld ? "del" : "ins";
  return (
    <Tag className={`flex gap-2 px-2 py-1 no-underline ${tone}`}>
      <span aria-hidden className={isOld ? "text-danger" : "text-success"}>
        {sign}
      </span>
      <span className="max-h-40 min-w-0 flex-1 overflow-y-auto whitespace-pre-wrap [overflow-wrap:anywhere]">
        {valueText(value)}
      </span>
    </Tag>
  );
}

export function valueText(value: Json | undefined): string {
  if (value === undefined) return "not set";
  if (typeof value === "string") return value === "" ? "(empty)" : value;
  return JSON.stringify(value, null, 2);
}
