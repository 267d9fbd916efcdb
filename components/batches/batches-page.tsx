"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Rows3 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { batchLimits, rowFileEndings } from "../../lib/batches/batch.ts";
import { fileLimits } from "../../lib/documents/file-limits.ts";
import type { BatchView } from "../../lib/views/live/batch-views.ts";
import { useMay } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { uploadFile } from "../api/upload-file.ts";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { DropZone } from "../ui/form/drop-zone.tsx";
import { Select } from "../ui/form/select.tsx";
import { EmptyState } from "../ui/page/empty-state.tsx";
import { Table, Td, Th } from "../ui/page/table.tsx";
import { formatCount } from "../ui/text/format.ts";
import { Notice } from "../ui/text/notice.tsx";
import { Progress } from "../ui/text/progress.tsx";
import { TimeAgo } from "../ui/text/time-ago.tsx";
import { BatchPill, endedRows, formatLeft, isMoving } from "./batch-state.tsx";

const refreshMs = 2000;
const accept = rowFileEndings.map((ending) => `.${ending}`).join();
const hint = `CSV, TSV, JSON Lines, Excel (.xlsx, .xlsm) or OpenDocument (.ods), up to ${fileLimits.megabytes} MB and ${formatCount(batchLimits.rows)} rows.`;

export function BatchesPage({ pipelineId, initial }: { pipelineId: string; initial: BatchView[] }) {
  const trpc = useTRPC();
  const mayEdit = useMay("runs.start");
  const { data } = useQuery({
    ...trpc.batches.list.queryOptions({ id: pipelineId }),
    initialData: initial,
    refetchInterval: ({ state }) => (state.data?.some(isMoving) ? refreshMs : false),
  });
  return (
    <div className="flex flex-col gap-5">
      {mayEdit ? <NewBatch pipelineId={pipelineId} /> : null}
      {data.length === 0 ? (
        <EmptyState icon={<Rows3 />} title="No batches yet">
          A batch runs this pipeline once for each row of a file: reviews to sort, questions to answer, names to check.
          The results are a table in the order of the file.
        </EmptyState>
      ) : (
        <BatchTable batches={data} />
      )}
    </div>
  );
}

function NewBatch({ pipelineId }: { pipelineId: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [sending, setSending] = useState<{ name: string; bytes: number; sent: number }>();
  const [problem, setProblem] = useState<string>();
  const create = useMutation(trpc.batches.create.mutationOptions());
  const open = ({ id }: { id: string }) => router.push(`/p/${pipelineId}/batches/${id}`);
  const send = async ([file]: File[]) => {
    if (!file) return;
    setProblem(undefined);
    setSending({ name: file.name, bytes: file.size, sent: 0 });
    try {
      const { id } = await uploadFile(file, (sent) => setSending({ name: file.name, bytes: file.size, sent }));
      const batch = await create.mutateAsync({ id: pipelineId, file: id, start: false });
      open(batch);
    } catch (error) {
      setSending(undefined);
      setProblem(userMessage(error));
    }
  };
  return (
    <section aria-label="New batch" className="flex flex-col gap-3">
      {sending ? (
        <div className="flex flex-col gap-2 rounded-card border bg-panel px-5 py-4">
          <p className="truncate font-medium">Uploading {sending.name}</p>
          <Progress label="Upload" done={sending.sent} total={sending.bytes} />
        </div>
      ) : (
        <DropZone
          onFiles={(files) => void send(files)}
          label="File with rows"
          title="Drop a file with rows here"
          hint={hint}
          accept={accept}
          isSingle
        />
      )}
      {sending ? null : (
        <CollectionRows
          isBusy={create.isPending}
          onChosen={(collection) => {
            setProblem(undefined);
            const ask = { id: pipelineId, collection, start: false };
            create.mutate(ask, { onSuccess: open, onError: (error) => setProblem(userMessage(error)) });
          }}
        />
      )}
      {problem === undefined ? null : <Notice tone="danger">{problem}</Notice>}
    </section>
  );
}

/** The documents of a collection in place of a file. */
function CollectionRows({ isBusy, onChosen }: { isBusy: boolean; onChosen: (collection: string) => void }) {
  const trpc = useTRPC();
  const [collection, setCollection] = useState<string>();
  const { data = [] } = useQuery(trpc.collections.list.queryOptions());
  if (data.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="text-muted text-sm">Or each document of</span>
      <div className="w-64">
        <Select
          aria-label="Collection"
          value={collection}
          placeholder="Choose a collection"
          options={data.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setCollection}
        />
      </div>
      {collection === undefined ? null : (
        <Button busy={isBusy} onClick={() => onChosen(collection)}>
          Use its documents
        </Button>
      )}
    </div>
  );
}

function BatchTable({ batches }: { batches: readonly BatchView[] }) {
  return (
    <Table
      label="Batches"
      head={
        <>
          <Th>File</Th>
          <Th>State</Th>
          <Th className="text-right max-sm:hidden">Rows</Th>
          <Th className="text-right max-sm:hidden">Failed</Th>
          <Th className="max-md:hidden">Progress</Th>
          <Th className="text-right max-md:hidden">Started</Th>
        </>
      }
    >
      {batches.map((batch) => (
        <tr key={batch.id} className="relative transition-colors hover:bg-hover/50">
          <Td className="max-w-72 max-sm:max-w-36">
            <Link
              href={`/p/${batch.pipelineId}/batches/${batch.id}`}
              className="block truncate rounded-sm font-medium after:absolute after:inset-0"
              title={batch.name}
            >
              {batch.name}
            </Link>
          </Td>
          <Td>
            <BatchPill batch={batch} />
          </Td>
          <Td className="text-right tabular-nums max-sm:hidden">{formatCount(batch.total)}</Td>
          <Td className="text-right tabular-nums max-sm:hidden">{formatCount(batch.failed)}</Td>
          <Td className="min-w-40 max-md:hidden">
            <Progress label={`Progress of ${batch.name}`} done={endedRows(batch)} total={batch.total} />
            <span className="text-2xs text-muted">{formatLeft(batch)}</span>
          </Td>
          <Td className="whitespace-nowrap text-right text-muted max-md:hidden">
            <TimeAgo at={batch.createdAt} />
          </Td>
        </tr>
      ))}
    </Table>
  );
}
