import { CircleCheck, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import type { ReuseReason } from "../../../lib/runs/reuse.ts";
import type { ResumePreview } from "../../../lib/views/resume-views.ts";
import { Notice } from "../../ui/text/notice.tsx";

/** Why a step runs anew, to stand behind its name. */
const reasonTexts = {
  chosen: "you start here",
  new: "new in this version",
  changed: "its settings have changed",
  rewired: "its edges have changed",
  input: "its input has changed",
  before: "follows a step that runs again",
  unfinished: "did not succeed",
  lost: "its result is no longer stored",
} as const satisfies Record<ReuseReason, string>;

const shown = 8;

/** The two halves of a run to be: what is there already, and what will run. */
export function ResumeHalves({ preview }: { preview: ResumePreview }) {
  const acting = preview.anew.filter((step) => step.actsAgain);
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-2">
        <Half
          title={`Reused: ${preview.taken.length}`}
          icon={<CircleCheck aria-hidden className="text-success" />}
          empty="Nothing. The run starts from the beginning."
          steps={preview.taken.map((step) => ({ ...step, note: undefined }))}
        />
        <Half
          title={`Runs again: ${preview.anew.length}`}
          icon={<RotateCw aria-hidden className="text-info" />}
          empty="Nothing."
          steps={preview.anew.map((step) => ({ ...step, note: reasonTexts[step.reason] }))}
        />
      </div>
      {acting.length > 0 ? (
        <Notice tone="warning">
          {acting.map(({ title }) => `“${title}”`).join(", ")} {acting.length === 1 ? "has" : "have"} external effects
          that may have happened already. They will happen again.
        </Notice>
      ) : null}
    </div>
  );
}

type Step = { nodeId: string; title: string; note: string | undefined };

function Half({ title, icon, empty, steps }: { title: string; icon: ReactNode; empty: string; steps: Step[] }) {
  const rest = steps.length - shown;
  return (
    <section aria-label={title} className="rounded-lg border bg-panel px-3 py-2">
      <h3 className="flex items-center gap-2 font-medium [&>svg]:size-4">
        {icon} {title}
      </h3>
      {steps.length === 0 ? <p className="mt-1 text-muted text-xs">{empty}</p> : null}
      <ul className="mt-1 flex flex-col gap-1">
        {steps.slice(0, shown).map(({ nodeId, title: name, note }) => (
          <li key={nodeId} className="min-w-0">
            <p className="truncate">{name}</p>
            {note ? <p className="text-muted text-xs">{note}</p> : null}
          </li>
        ))}
      </ul>
      {rest > 0 ? <p className="mt-1 text-muted text-xs">and {rest} more</p> : null}
    </section>
  );
}
