"use client";
import { CircleStop, RotateCcw, SquareArrowOutUpRight, StepForward } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { RunDetail } from "../../lib/views/run-views.ts";
import { useMay } from "../api/member.tsx";
import { Button } from "../ui/form/button.tsx";
import { Tooltip } from "../ui/overlay/tooltip.tsx";
import { useCancel } from "./list/use-cancel.ts";
import { describeRunAgain, useRunAgain } from "./list/use-run-again.ts";
import { canResume } from "./resume/can-resume.ts";
import { ResumeDialog } from "./resume/resume-dialog.tsx";

type Props = { run: RunDetail; isLive: boolean; mayEdit: boolean };

export function RunActions({ run, isLive, mayEdit }: Props) {
  const mayCancel = useMay("runs.cancel");
  const cancel = useCancel(run.id);
  const again = useRunAgain(run);
  const resumes = mayEdit && canResume(run);
  return (
    <>
      {mayCancel && isLive ? (
        <Button busy={cancel.isPending || run.cancelRequested} onClick={() => cancel.mutate({ id: run.id })}>
          <CircleStop aria-hidden className="size-4" />
          {run.cancelRequested ? "Cancelling" : "Cancel"}
        </Button>
      ) : null}
      {mayEdit && !isLive ? (
        <Tooltip label={describeRunAgain(run.version)}>
          <Button busy={again.isPending} onClick={() => again.mutate()}>
            <RotateCcw aria-hidden className="size-4" />
            Run again
          </Button>
        </Tooltip>
      ) : null}
      <Button tone={resumes ? "secondary" : "primary"} asChild>
        <Link href={`/p/${run.pipelineId}?run=${run.id}`}>
          <SquareArrowOutUpRight aria-hidden className="size-4" />
          Open on canvas
        </Link>
      </Button>
      {resumes ? <ResumeButton run={run} /> : null}
    </>
  );
}

function ResumeButton({ run }: { run: RunDetail }) {
  const [isAsking, setAsking] = useState(false);
  const router = useRouter();
  return (
    <>
      <Tooltip label="Continues from the failed step and reuses the results before it">
        <Button tone="primary" onClick={() => setAsking(true)}>
          <StepForward aria-hidden className="size-4" />
          Resume
        </Button>
      </Tooltip>
      {isAsking ? (
        <ResumeDialog
          target={{ run }}
          onStarted={(id) => router.push(`/runs/${id}`)}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
