"use client";
import { Radio } from "lucide-react";
import { useMay } from "../api/member.tsx";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { EmptyState } from "../ui/page/empty-state.tsx";
import { Skeleton } from "../ui/page/skeleton.tsx";
import { Notice } from "../ui/text/notice.tsx";
import type { useDemo } from "./use-demo.ts";

/** What stands in the way of the demo, or the button that starts it. */
export function DemoStart({ demo, onStart }: { demo: ReturnType<typeof useDemo>; onStart: () => void }) {
  const mayEdit = useMay("pipelines.write");
  const { example, reading, switchOn } = demo;
  if (demo.error) return <Notice tone="danger">{userMessage(demo.error)}</Notice>;
  if (demo.isLoading) return <Skeleton className="h-64" />;
  if (demo.isMissing || !example) {
    return (
      <EmptyState icon={<Radio />} title="The example is not in this workspace">
        The pipeline “Recommendations in real time” or its collection “Books” was deleted here, or this workspace was
        made without examples.
      </EmptyState>
    );
  }
  if (reading) {
    return (
      <EmptyState icon={<Radio />} title="The books are being added">
        {reading.total === 0 ? "A worker starts in a moment." : `${reading.done} of ${reading.total} are ready.`} The
        demo can start when all of them are.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Radio />}
      title="Nothing listens yet"
      action={
        mayEdit ? (
          <Button
            tone="primary"
            busy={switchOn.isPending}
            onClick={() => switchOn.mutate(example.id, { onSuccess: onStart })}
          >
            Switch on and play
          </Button>
        ) : null
      }
    >
      {mayEdit
        ? "One click switches the example pipeline on and plays interactions of invented readers. You see what each of them is recommended change with every interaction."
        : "An editor or owner of this workspace can switch the example pipeline on. Then you see here what each reader is recommended."}
    </EmptyState>
  );
}
