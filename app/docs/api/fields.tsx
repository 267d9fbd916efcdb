import type { ApiField } from "../../../lib/views/api-guide.ts";
import { TypeLabel } from "./type-label.tsx";

/** Names, types and meanings, one a line. */
export function Fields({ fields, label }: { fields: readonly ApiField[]; label: string }) {
  if (fields.length === 0) return null;
  return (
    <dl aria-label={label} className="divide-y divide-line rounded-md border text-sm">
      {fields.map(({ name, type, required, description }) => (
        <div key={name} className="grid gap-x-4 px-3 py-1.5 sm:grid-cols-[12rem_minmax(0,1fr)]">
          <dt className="font-mono text-xs leading-5">
            {name}
            {required ? "" : <span className="font-sans text-muted"> optional</span>}
          </dt>
          <dd className="min-w-0 break-words">
            <span className="font-mono text-muted text-xs">
              <TypeLabel type={type} />
            </span>
            {description === "" ? null : <span className="block">{description}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
