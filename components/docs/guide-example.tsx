import type { GuideValue, NodeGuide } from "../../lib/views/node-guide.ts";
import { JsonText } from "./json-text.tsx";

/** What goes in, what is set, what happens outside, what comes out. */
export function GuideExample({ example }: { example: NonNullable<NodeGuide["example"]> }) {
  const { summary, given, settings, inputs, outputs } = example;
  return (
    <div className="flex flex-col gap-3">
      <p>{summary}</p>
      <div className="flex flex-col divide-y divide-line rounded-card border bg-panel">
        <Values title="Settings" values={settings} />
        <Values title="Inputs" values={inputs} />
        {given === undefined ? null : (
          <div className="flex flex-col gap-1 px-3 py-2.5">
            <h3 className="font-medium text-muted text-xs">What happens</h3>
            <p className="text-sm">{given}</p>
          </div>
        )}
        <Values title="Outputs" values={outputs} />
      </div>
    </div>
  );
}

function Values({ title, values }: { title: string; values: readonly GuideValue[] }) {
  if (values.length === 0) return null;
  return (
    <div className="flex flex-col gap-1.5 px-3 py-2.5">
      <h3 className="font-medium text-muted text-xs">{title}</h3>
      <dl className="flex flex-col gap-1.5 text-sm">
        {values.map(({ title: name, value }) => (
          <div key={name} className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[8rem_minmax(0,1fr)]">
            <dt>{name}</dt>
            <dd className="min-w-0">
              <JsonText value={value} label={name} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
