"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import type { DeadLetterView, Replayed } from "../../lib/views/live/dead-letter-views.ts";
import { useMay } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { toast } from "../ui/overlay/toast.tsx";
import { countOf } from "../ui/text/format.ts";
import { Notice } from "../ui/text/notice.tsx";

/** As many as one request takes. */
const atOnce = 100;

/** Replays the letters that were not replayed yet, as they are, the oldest first. */
export function ReplayAll({ topic, letters }: { topic: string; letters: readonly DeadLetterView[] }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayReplay = useMay("topics.publish");
  const [refusal, setRefusal] = useState<string>();
  const some = useMutation(trpc.topics.replay.mutationOptions());
  const open = letters.filter(({ replay }) => replay === null);
  const all = useMutation({
    async mutationFn() {
      const asked = open.toReversed().map(({ partition, offset }) => ({ partition, offset }));
      const done: Replayed["letters"] = [];
      for (let from = 0; from < asked.length; from += atOnce)
        done.push(...(await some.mutateAsync({ name: topic, letters: asked.slice(from, from + atOnce) })).letters);
      return done;
    },
    onMutate: () => setRefusal(undefined),
    onSuccess(done) {
      const refused = done.filter(({ runId }) => runId === null);
      const started = done.length - refused.length;
      if (started > 0) toast(`${countOf(started, "run")} ${started === 1 ? "was" : "were"} started.`);
      const [first] = refused;
      if (first) setRefusal(`${countOf(refused.length, "event")} could not be replayed. One of them: ${first.error}`);
    },
    onError: (error) => setRefusal(userMessage(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.topics.deadLetters.queryKey() }),
  });
  if (!mayReplay || open.length < 2) return null;
  return (
    <div className="flex flex-col items-start gap-2">
      <Button busy={all.isPending} onClick={() => all.mutate()}>
        <RotateCcw aria-hidden className="size-4" />
        Replay {countOf(open.length, "event")}
      </Button>
      {refusal ? <Notice tone="danger">{refusal}</Notice> : null}
    </div>
  );
}
