"use client";
import { use, useEffect, useMemo, useState } from "react";
import { contextOf, dependsOnTime, expressionLimits } from "../../../lib/expressions/expression.ts";
import type { NodeExpression } from "../../../lib/expressions/expressions-of.ts";
import { roundOutputs } from "../../../lib/expressions/known-context.ts";
import { BlobRef, type Values } from "../../../lib/run.ts";
import { fitsIn } from "../../../lib/values/fits-in.ts";
import type { Json } from "../../../lib/values/json.ts";
import type { StepView } from "../../../lib/views/run-views.ts";
import { ResultView } from "../../expressions/result-view.tsx";
import { useLook } from "../../expressions/use-look.ts";
import { ScrollBox } from "../../ui/page/scroll-box.tsx";
import { ReadBlob } from "../../values/blob-value.tsx";
import type { NodeInfo } from "../timeline/node-info.ts";

/** What each expression of a step was and what it gave: as it was recorded, else computed again from what was recorded. */
export function StepExpressions({ step, info }: { step: StepView; info: NodeInfo }) {
  return info.expressions.map((one) => (
    <section key={one.title} className="flex flex-col gap-2 border-t px-4 py-3">
      <h3 className="font-semibold">{one.title}</h3>
      <ScrollBox label="Its text" className="max-h-40 overflow-y-auto rounded-md border bg-canvas px-2.5 py-1.5">
        <pre className="whitespace-pre-wrap font-mono text-xs leading-5 [overflow-wrap:anywhere]">{one.text}</pre>
      </ScrollBox>
      <Given step={step} info={info} one={one} />
    </section>
  ));
}

type GivenProps = { step: StepView; info: NodeInfo; one: NodeExpression };

function Given({ step, info, one }: GivenProps) {
  const { gives, reads } = one.expression;
  const recorded = gives !== undefined && step.output !== null && Object.hasOwn(step.output, gives);
  if (recorded) {
    const port = info.ports.outputs[gives]?.title ?? gives;
    return <p className="text-muted text-xs">It gave the output “{port}”.</p>;
  }
  const source = reads === "round" ? step.output && roundOutputs(step.output) : step.input;
  if (!source) return <p className="text-muted text-xs">No round ended, so it was not evaluated.</p>;
  return <Recomputed source={source} one={one} />;
}

function Recomputed({ source, one }: { source: Values; one: NodeExpression }) {
  const { text, expression } = one;
  const values = useWhole(source);
  const context = useMemo(() => {
    const found = values === undefined || values === "too large" ? undefined : contextOf(expression, values);
    return found !== undefined && fitsIn(found, expressionLimits.context) ? found : undefined;
  }, [values, expression]);
  const looked = useLook(expression.language, text, context, 0);
  if (values === undefined) return null;
  if (context === undefined) {
    return (
      <p className="text-muted text-xs">The values that it read are too large, so its result is not shown here.</p>
    );
  }
  if (!looked || looked.context !== context) return null;
  const { problem, result } = looked.answer;
  const when = expression.reads === "round" ? "the outputs of the last round" : "the step's input";
  return (
    <>
      {problem ? <p className="text-danger text-xs">{problem.message}</p> : null}
      {result ? <ResultView result={result} language={expression.language} /> : null}
      <p className="text-2xs text-muted">
        Computed again from {when}.
        {dependsOnTime({ language: expression.language, text })
          ? " It depends on the time or on chance, so the run may have seen another value."
          : ""}
      </p>
    </>
  );
}

/** The values with large ones read in; undefined while they are read. */
function useWhole(source: Values): Values | "too large" | undefined {
  const read = use(ReadBlob);
  const [whole, setWhole] = useState<Values | "too large">();
  useEffect(() => {
    let isOn = true;
    void readWhole(source, read).then((values) => isOn && setWhole(values));
    return () => {
      isOn = false;
    };
  }, [source, read]);
  return whole;
}

async function readWhole(
  values: Values,
  read: ((blob: string) => Promise<Json>) | undefined,
): Promise<Values | "too large"> {
  const whole: Values = {};
  for (const [port, value] of Object.entries(values)) {
    const blob = BlobRef.safeParse(value).data;
    if (blob && (!read || blob.bytes > expressionLimits.context)) return "too large";
    try {
      whole[port] = blob && read ? await read(blob.$blob) : value;
    } catch {
      return "too large";
    }
  }
  return whole;
}
