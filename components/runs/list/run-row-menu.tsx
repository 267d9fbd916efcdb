"use client";
import { CircleStop, Ellipsis, RotateCcw, SquareArrowOutUpRight, StepForward } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { isFinished } from "../../../lib/run.ts";
import type { RunSummary } from "../../../lib/views/run-views.ts";
import { useMay } from "../../api/member.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Menu, MenuItem } from "../../ui/overlay/menu.tsx";
import { canResume } from "../resume/can-resume.ts";
import { ResumeDialog } from "../resume/resume-dialog.tsx";
import { shortRunId } from "../run-id.ts";
import { useCancel } from "./use-cancel.ts";
import { useRunAgain } from "./use-run-again.ts";

/** What can be done with a run of the list without opening it. */
export function RunRowMenu({ run }: { run: RunSummary }) {
  const mayEdit = useMay("runs.start");
  const mayCancel = useMay("runs.cancel");
  const again = useRunAgain(run);
  const cancel = useCancel(run.id);
  const router = useRouter();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Menu
        trigger={
          <IconButton size="sm" hint={false} label={`Actions for run ${shortRunId(run.id)}`}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        {mayEdit && canResume(run) ? (
          <MenuItem icon={<StepForward aria-hidden />} onSelect={() => setAsking(true)}>
            Resume…
          </MenuItem>
        ) : null}
        {mayEdit && isFinished(run.status) ? (
          <MenuItem icon={<RotateCcw aria-hidden />} onSelect={() => again.mutate()}>
            Run again
          </MenuItem>
        ) : null}
        {mayCancel && !isFinished(run.status) ? (
          <MenuItem
            icon={<CircleStop aria-hidden />}
            disabled={cancel.isPending}
            onSelect={() => cancel.mutate({ id: run.id })}
          >
            Cancel
          </MenuItem>
        ) : null}
        <MenuItem asChild>
          <Link href={`/p/${run.pipelineId}?run=${run.id}`}>
            <SquareArrowOutUpRight aria-hidden />
            Open on canvas
          </Link>
        </MenuItem>
      </Menu>
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
