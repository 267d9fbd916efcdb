"use client";
import { useQuery } from "@tanstack/react-query";
import type { EngineView } from "../../../lib/views/worker-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { Notice } from "../../ui/text/notice.tsx";
import { Section } from "../section.tsx";
import { GoneWorkers } from "./gone-workers.tsx";
import { NoWorkers } from "./no-workers.tsx";
import { QueueFacts } from "./queue-facts.tsx";
import { WorkerTable } from "./worker-table.tsx";

const everyMs = 2000;

/** Who carries runs out, how busy they are, and what waits for them; read again every two seconds. */
export function WorkersTab({ initial }: { initial: EngineView }) {
  const trpc = useTRPC();
  const { data, error } = useQuery({
    ...trpc.workers.list.queryOptions(),
    initialData: initial,
    refetchInterval: everyMs,
  });
  const isGone = ({ state }: EngineView["workers"][number]) => state === "stopped" || state === "died";
  const here = data.workers.filter((worker) => !isGone(worker));
  const gone = data.workers.filter(isGone);
  return (
    <>
      {error ? <Notice tone="danger">{userMessage(error)} This page may be out of date.</Notice> : null}
      <Section title="Queue" note="Unfinished runs. A run that is due waits for a worker with free capacity.">
        <QueueFacts engine={data} />
      </Section>
      <Section title="Workers" note="Each worker executes many runs at once. All workers share the queue.">
        {here.length === 0 ? <NoWorkers /> : <WorkerTable workers={here} now={data.now} />}
      </Section>
      {gone.length > 0 ? (
        <Section
          title="Stopped in the last hour"
          note="Runs of a worker that stopped responding are taken over within 17 seconds."
        >
          <GoneWorkers workers={gone} />
        </Section>
      ) : null}
    </>
  );
}
