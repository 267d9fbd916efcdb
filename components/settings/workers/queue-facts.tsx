import type { ReactNode } from "react";
import type { EngineView, QueueView } from "../../../lib/views/worker-views.ts";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { formatCount, formatDuration } from "../../ui/text/format.ts";
import { dueForMs } from "./describe-worker.ts";

/** What waits, here and in the whole of Patchbay, and how far behind the broker is. */
export function QueueFacts({ engine }: { engine: EngineView }) {
  const { now, queue, ownQueue, broker, brokerLagMs } = engine;
  return (
    <>
      <Table
        label="Queue"
        head={
          <>
            <Th>Runs of</Th>
            <Th className="text-right">Queued</Th>
            <Th className="text-right">Running</Th>
            <Th className="text-right">Waiting</Th>
            <Th className="text-right">Oldest due for</Th>
          </>
        }
      >
        <QueueRow label="This workspace" queue={ownQueue} now={now} />
        <QueueRow label="All workspaces" queue={queue} now={now} />
      </Table>
      <p className="text-muted text-xs tabular-nums">
        Messages are sent over {broker === "kafka" ? "Kafka" : "Postgres"}
        {brokerLagMs === null ? "." : `; the last round trip took ${formatDuration(brokerLagMs)}.`}
      </p>
    </>
  );
}

function QueueRow({ label, queue, now }: { label: string; queue: QueueView; now: string }) {
  const dueFor = dueForMs(queue, now);
  return (
    <tr>
      <Td className="font-medium">{label}</Td>
      <Count>{formatCount(queue.queued)}</Count>
      <Count>{formatCount(queue.running)}</Count>
      <Count>{formatCount(queue.waiting)}</Count>
      <Count>
        {dueFor === undefined ? (
          <span className="text-muted">–</span>
        ) : (
          <span className={dueFor > 5000 ? "text-warning" : ""}>{formatDuration(dueFor)}</span>
        )}
      </Count>
    </tr>
  );
}

function Count({ children }: { children: ReactNode }) {
  return <Td className="whitespace-nowrap text-right tabular-nums">{children}</Td>;
}
