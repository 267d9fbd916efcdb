"use client";
import type { Graph } from "../../../lib/graph/graph.ts";
import { type TriggerNode, testEvent } from "../../../lib/runs/entry.ts";
import { Field } from "../../ui/form/field.tsx";
import { Select } from "../../ui/form/select.tsx";
import { ScrollBox } from "../../ui/page/scroll-box.tsx";

const atInput = "input";

type Props = {
  graph: Graph;
  starts: readonly (TriggerNode | undefined)[];
  start: TriggerNode | undefined;
  onStart: (start: TriggerNode | undefined) => void;
};

/** Chooses between the Input node and the triggers; of a trigger its test event is shown. */
export function StartFrom({ graph, starts, start, onStart }: Props) {
  const options = starts.map((each) => ({ value: each?.id ?? atInput, label: each?.title ?? "Input" }));
  return (
    <div className="flex flex-col gap-3">
      {starts.length > 1 ? (
        <Field label="Start from">
          {({ "aria-invalid": _invalid, ...ids }) => (
            <Select
              {...ids}
              value={start?.id ?? atInput}
              options={options}
              onChange={(id) => onStart(starts.find((each) => (each?.id ?? atInput) === id))}
            />
          )}
        </Field>
      ) : null}
      {start ? (
        <section aria-label="Test event" className="flex flex-col gap-1.5">
          <p className="text-muted text-xs">
            The run starts with the test event of “{start.title}”. Change it in the settings of the node.
          </p>
          <ScrollBox label="Its values" className="max-h-48 overflow-y-auto rounded-md border bg-canvas p-2.5">
            <pre className="font-mono text-xs">{JSON.stringify(testEvent(graph, start), null, 2)}</pre>
          </ScrollBox>
        </section>
      ) : null}
    </div>
  );
}
