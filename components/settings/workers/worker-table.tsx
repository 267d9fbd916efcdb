import { formatBytes } from "../../../lib/format-bytes.ts";
import type { WorkerView } from "../../../lib/views/worker-views.ts";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { Badge } from "../../ui/text/badge.tsx";
import { formatCount, formatDuration } from "../../ui/text/format.ts";
import { Progress } from "../../ui/text/progress.tsx";
import { TimeAgo } from "../../ui/text/time-ago.tsx";
import { loadOf, stateStyles, troublesOf } from "./describe-worker.ts";

export function WorkerTable({ workers, now }: { workers: readonly WorkerView[]; now: string }) {
  return (
    <Table
      label="Workers"
      head={
        <>
          <Th>Worker</Th>
          <Th>State</Th>
          <Th className="min-w-32">Runs</Th>
          <Th className="text-right">CPU</Th>
          <Th className="text-right">Memory</Th>
          <Th className="text-right">Loop delay</Th>
          <Th className="text-right">Broker</Th>
          <Th className="text-right">Finished</Th>
          <Th>Started</Th>
          <Th>Last seen</Th>
        </>
      }
    >
      {workers.map((worker) => (
        <WorkerRow key={worker.id} worker={worker} now={now} />
      ))}
    </Table>
  );
}

const number = "whitespace-nowrap text-right tabular-nums";

function WorkerRow({ worker, now }: { worker: WorkerView; now: string }) {
  const { running, room, cpu, memoryBytes, delayMs, echoMs, finished, startedAt, seenAt } = worker;
  const { label, tone } = stateStyles[worker.state];
  const silentFor = Math.max(0, Date.parse(now) - Date.parse(seenAt));
  return (
    <tr>
      <Td className="max-w-56 py-1.5">
        <WorkerName worker={worker} />
        {troublesOf(worker).map((trouble) => (
          <p key={trouble} className="text-warning text-xs">
            {trouble}
          </p>
        ))}
      </Td>
      <Td>
        <Badge tone={tone}>{label}</Badge>
      </Td>
      <Td>
        <span className="flex flex-col gap-1">
          <span className="whitespace-nowrap tabular-nums">
            {formatCount(running)}{" "}
            <span className="text-muted text-xs">{room === 0 ? "at capacity" : `${formatCount(room)} free`}</span>
          </span>
          <Progress label={`Load of ${worker.id}`} done={loadOf(worker)} total={1} />
        </span>
      </Td>
      <Td className={number}>{Math.round(cpu * 100)} %</Td>
      <Td className={number}>{formatBytes(memoryBytes)}</Td>
      <Td className={delayMs > 100 ? `${number} text-warning` : number}>{formatDuration(delayMs)}</Td>
      <Td className={number}>{echoMs === null ? "–" : formatDuration(echoMs)}</Td>
      <Td className={number}>{formatCount(finished)}</Td>
      <Td className="whitespace-nowrap text-muted">
        <TimeAgo at={startedAt} />
      </Td>
      <Td className={silentFor > 6000 ? "whitespace-nowrap text-warning" : "whitespace-nowrap text-muted"}>
        {silentFor > 6000 ? `${formatDuration(silentFor)} ago` : "now"}
      </Td>
    </tr>
  );
}

/** The machine first: that is where someone goes to look. */
export function WorkerName({ worker: { id, host, pid, version } }: { worker: WorkerView }) {
  return (
    <span className="flex flex-col" title={id}>
      <span className="truncate font-medium">{host}</span>
      <span className="truncate text-muted text-xs">
        process {pid} · version {version}
      </span>
    </span>
  );
}
