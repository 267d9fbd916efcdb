import type { WorkerView } from "../../../lib/views/worker-views.ts";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { Badge } from "../../ui/text/badge.tsx";
import { TimeAgo } from "../../ui/text/time-ago.tsx";
import { describeOutcome, stateStyles } from "./describe-worker.ts";
import { WorkerName } from "./worker-table.tsx";

/** Workers that ended, by themselves or not, and what became of their runs. */
export function GoneWorkers({ workers }: { workers: readonly WorkerView[] }) {
  return (
    <Table
      label="Stopped in the last hour"
      head={
        <>
          <Th>Worker</Th>
          <Th>State</Th>
          <Th>When</Th>
          <Th>Its runs</Th>
        </>
      }
    >
      {workers.map((worker) => (
        <tr key={worker.id}>
          <Td className="max-w-56 py-1.5">
            <WorkerName worker={worker} />
          </Td>
          <Td>
            <Badge tone={stateStyles[worker.state].tone}>{stateStyles[worker.state].label}</Badge>
          </Td>
          <Td className="whitespace-nowrap text-muted">
            <TimeAgo at={worker.stoppedAt ?? worker.seenAt} />
          </Td>
          <Td className="min-w-64 text-muted">{describeOutcome(worker)}</Td>
        </tr>
      ))}
    </Table>
  );
}
