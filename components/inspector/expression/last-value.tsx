"use client";
import type { Expression } from "../../../lib/expressions/expression.ts";
import type { Shape } from "../../../lib/expressions/names-at.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import type { Json } from "../../../lib/values/json.ts";
import { ResultView } from "../../expressions/result-view.tsx";
import type { Looked } from "../../expressions/use-look.ts";
import { TimeAgo } from "../../ui/text/time-ago.tsx";
import type { RunValues } from "./use-run-values.ts";

type Props = {
  expression: Expression;
  shape: Shape;
  looked: Looked | undefined;
  values: RunValues;
  isTooLarge: boolean;
};

/** What the expression gives with the values of the last run, or why that cannot be said. */
export function LastValue({ expression, shape, looked, values, isTooLarge }: Props) {
  const { run, isLoading, hasTooLarge } = values;
  if (isLoading) return null;
  const result = looked?.answer.result;
  const why = isTooLarge || (hasTooLarge && shape.value === undefined) ? tooLarge : whyNot(expression, values, shape);
  if (why === undefined && !result) return null;
  const missing = why === undefined ? missingInputs(expression, shape) : [];
  return (
    <section aria-label="Value in the last run" className="rounded-md border bg-canvas px-2.5 py-1.5">
      {why === undefined && result ? (
        <>
          <p className="mb-1 text-2xs text-muted">
            {sourceOf(expression, values)}
            {run ? (
              <>
                , <TimeAgo at={run.createdAt} />
              </>
            ) : null}
          </p>
          <ResultView result={result} language={expression.language} />
          {missing.length > 0 ? (
            <p className="mt-1 text-2xs text-muted">Without a value there, so empty here: {missing.join(", ")}.</p>
          ) : null}
        </>
      ) : (
        <p className="text-muted text-xs">{why}</p>
      )}
    </section>
  );
}

function sourceOf({ reads }: Expression, { isInside, item }: RunValues): string {
  if (item !== undefined) return `With item ${item} of the last run`;
  if (isInside) return "With the first item or round of the last run";
  return reads === "round" ? "After the last round" : "With the values of the last run";
}

const tooLarge = "The values of the last run are too large to be evaluated here.";

function whyNot({ reads }: Expression, { run }: RunValues, { value }: Shape): string | undefined {
  if (value !== undefined) return undefined;
  if (!run) return "Run once to see a value here.";
  return reads === "round"
    ? "No round has ended in the last run. Run once to see a value here."
    : "Nothing arrived here in the last run. Connect the input or run once to see a value.";
}

/** Inputs of a template that have no value. */
function missingInputs({ reads }: Expression, { value, schema }: Shape): string[] {
  if (reads !== "inputs") return [];
  const properties = keysOf(isObject(schema) ? schema.properties : undefined);
  const known = new Set(keysOf(value));
  return properties.filter((name) => !known.has(name));
}

const keysOf = (value: Json | undefined): string[] => (isObject(value) ? Object.keys(value) : []);
