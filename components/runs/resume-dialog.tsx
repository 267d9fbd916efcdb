"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ResumeVersion } from "../../lib/resume-views.ts";
import type { Values } from "../../lib/run.ts";
import type { RunSummary } from "../../lib/run-views.ts";
import { useTRPC } from "../api/provider.tsx";
import { uploadFile } from "../api/upload-file.ts";
import { userMessage } from "../api/user-message.ts";
import { readInputs, typedOf } from "../editor/read-inputs.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogClose } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { InputFields } from "./input-fields.tsx";
import { ResumeHalves } from "./resume-preview.tsx";
import { type ResumeQuestion, useResumePreview } from "./use-resume-preview.ts";

export type ResumeTarget = {
  run: Pick<RunSummary, "id" | "pipelineId" | "version">;
  /** Run from this node instead of from what failed. */
  from?: { nodeId: string; title: string /** And what follows it does not run. */; isOnly?: boolean };
  /** The graph to begin with; without it the one that ran. */
  version?: ResumeVersion;
};

type Props = {
  target: ResumeTarget;
  /** Saves what is not saved yet; false when that failed. The editor's draft is on its way for a moment. */
  flush?: () => Promise<boolean>;
  onStarted: (runId: string) => void;
  onClose: () => void;
};

/** Asks what has to be asked before a run is resumed, and shows what it will take over and what will run. */
export function ResumeDialog({ target, flush, onStarted, onClose }: Props) {
  const { run, from } = target;
  const trpc = useTRPC();
  const isFlushed = useFlushed(flush);
  const [version, setVersion] = useState<ResumeVersion | undefined>(target.version);
  const [typed, setTyped] = useState<Values>();
  const [edited, setEdited] = useState<Values>();
  const question: ResumeQuestion = { id: run.id, nodeId: from?.nodeId, only: from?.isOnly, version, inputs: edited };
  const preview = useResumePreview(question, isFlushed);
  const start = useStart(onStarted);
  const versions = useQuery(trpc.pipelines.versions.queryOptions({ id: run.pipelineId }));
  const { data } = preview;
  const fields = data?.fields ?? [];
  // What the run needs and the old one cannot give is asked for; the rest only if somebody wants to change it.
  const missing = fields.filter((field) => data && Object.hasOwn(data.problems, field.name));
  const boxes = typed ? fields : missing;
  const change = (next: Values) => {
    setTyped(typed ? next : undefined);
    const read = readInputs(boxes, next);
    setEdited({ ...edited, ...read.values });
  };
  const problem = start.error ?? preview.error;
  const title = from ? `${from.isOnly ? "Run" : "Run from"} “${from.title}”` : "Resume this run";
  return (
    <Dialog
      wide
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={title}
      description="A new run begins with the results of this one, which stays as it is."
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button
            tone="primary"
            disabled={!data || missing.length > 0 || preview.isPlaceholderData || preview.isError}
            busy={start.isPending}
            onClick={() => start.mutate(question)}
          >
            {from ? (from.isOnly ? "Run this node" : "Run from here") : "Resume"}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Version">
          {(ids) => (
            <Select
              {...ids}
              value={keyOf(version)}
              options={versionOptions(run.version, versions.data?.[0]?.number)}
              onChange={(key) => setVersion(versionOf(key))}
            />
          )}
        </Field>
        {boxes.length > 0 ? (
          <InputFields
            fields={boxes}
            typed={typed ?? typedOf(edited ?? {})}
            problems={data?.problems ?? {}}
            upload={uploadFile}
            onChange={change}
          />
        ) : null}
        {!typed && data && fields.length > missing.length ? (
          <Button size="sm" className="self-start" onClick={() => setTyped(typedOf(data.inputs))}>
            Change the input
          </Button>
        ) : null}
        {problem ? <Notice tone="danger">{userMessage(problem)}</Notice> : null}
        {data ? <ResumeHalves preview={data} /> : problem ? null : <Skeleton className="h-24" />}
      </div>
    </Dialog>
  );
}

/** True once the draft of the page behind the dialog is on the server. */
function useFlushed(flush: Props["flush"]): boolean {
  const [isFlushed, setFlushed] = useState(flush === undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dialog opens
  useEffect(() => {
    void flush?.().then(() => setFlushed(true));
  }, []);
  return isFlushed;
}

function useStart(onStarted: Props["onStarted"]) {
  const trpc = useTRPC();
  const resume = useMutation(trpc.runs.resume.mutationOptions());
  const runFrom = useMutation(trpc.runs.runFrom.mutationOptions());
  return useMutation({
    mutationFn: async ({ nodeId, only, ...ask }: ResumeQuestion) =>
      nodeId === undefined ? await resume.mutateAsync(ask) : await runFrom.mutateAsync({ ...ask, nodeId, only }),
    onSuccess: ({ id }) => onStarted(id),
  });
}

function versionOptions(ran: number | null, newest: number | undefined) {
  const same = ran === null ? "The draft as it was then" : `Version ${ran}, the one that ran`;
  return [
    { value: "same", label: same },
    ...(newest === undefined || newest === ran
      ? []
      : [{ value: String(newest), label: `Version ${newest}, the newest` }]),
    { value: "draft", label: "The draft as it is now" },
  ];
}

function keyOf(version: ResumeVersion | undefined): string {
  return version === undefined ? "same" : String(version);
}

function versionOf(key: string): ResumeVersion | undefined {
  if (key === "same") return undefined;
  return key === "draft" ? "draft" : Number(key);
}
