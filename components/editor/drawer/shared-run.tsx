"use client";
import type { SharedPipeline } from "../../../lib/views/api-views.ts";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import { formatCount } from "../../ui/text/format.ts";
import { Notice } from "../../ui/text/notice.tsx";
import { useEditor } from "../store/context.tsx";
import { RunForm } from "./run-form.tsx";

/** Fetched while the page is idle, or when a run begins. */
const SharedAnswer = lazyPart(async () => (await import("./shared-answer.tsx")).SharedAnswer);

/** Beside the shared canvas: what it is, the form, and the answer as it comes. On a phone it stands above. */
export function SharedRun({ shared }: { shared: SharedPipeline }) {
  const hasRun = useEditor((state) => state.run !== undefined);
  return (
    <aside aria-label="Run" className="flex w-full flex-col gap-4 border-l bg-panel p-4 lg:w-104 lg:overflow-y-auto">
      {shared.description ? <p className="text-muted">{shared.description}</p> : null}
      <WhatMayRun shared={shared} />
      {hasRun ? <SharedAnswer /> : null}
    </aside>
  );
}

function WhatMayRun({ shared: { canRun, runsLeft } }: { shared: SharedPipeline }) {
  if (!canRun)
    return <Notice>This link is view-only. To run the pipeline, ask the sender for a link that allows it.</Notice>;
  if (runsLeft === 0) {
    return <Notice>This link has been used for all the runs that it allows. Ask the sender for a new one.</Notice>;
  }
  return (
    <>
      <RunForm />
      {runsLeft === null ? null : (
        <p className="text-muted text-xs">
          {runsLeft === 1 ? "This link allows one more run." : `This link allows ${formatCount(runsLeft)} more runs.`}
        </p>
      )}
    </>
  );
}
