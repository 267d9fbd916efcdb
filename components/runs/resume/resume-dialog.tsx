"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type SyntheticEvent, useEffect, useState } from "react";
import type { Field as FieldSpec } from "../../../lib/node-types/manifest.ts";
import type { RunSummary, RunVersion } from "../../../lib/views/run-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { uploadFile } from "../../api/upload-file.ts";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Dialog, DialogClose } from "../../ui/overlay/dialog.tsx";
import { Skeleton } from "../../ui/page/skeleton.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { boxesOf, dropUnknown, editInputs, nothingEdited, withSwitchesOff } from "./edited-inputs.ts";
import { InputFields } from "./input-fields.tsx";
import { ResumeHalves } from "./resume-preview.tsx";
import { type ResumeQuestion, useResumePreview } from "./use-resume-preview.ts";

export type ResumeTarget = {
  run: Pick<RunSummary, "id" | "pipelineId" | "version">;
  /** Run from this node instead of from what failed. */
  from?: { nodeId: string; title: string /** And what follows it does not run. */; isOnly?: boolean };
  /** The graph to begin with; without it the one that ran. */
  version?: RunVersion;
};

type Props = {
  target: ResumeTarget;
  /** Saves what is not saved yet; says why when that failed. The editor's draft is on its way for a moment. */
  flush?: () => Promise<string | undefined>;
  onStarted: (runId: string) => void;
  onClose: () => void;
};

/** Asks what has to be asked before a run is resumed, and shows what it will take over and what will run. */
export function ResumeDialog({ target, flush, onStarted, onClose }: Props) {
  const { from } = target;
  const resume = useResume(target, flush, onStarted);
  const title = from ? `${from.isOnly ? "Run" : "Run from"} “${from.title}”` : "Resume this run";
  return (
    <Dialog
      wide
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={title}
      description="A new run starts with the results of this one. This run stays unchanged."
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button tone="primary" type="submit" form="resume" disabled={!resume.canStart} busy={resume.isStarting}>
            {from ? (from.isOnly ? "Run this node" : "Run from here") : "Resume"}
          </Button>
        </>
      }
    >
      <ResumeForm ran={target.run.version} resume={resume} />
    </Dialog>
  );
}

/** What the dialog asks and has been answered. */
function useResume({ run, from, version: first }: ResumeTarget, flush: Props["flush"], onStarted: Props["onStarted"]) {
  const trpc = useTRPC();
  const flushed = useFlushed(flush);
  const [version, setVersion] = useState<RunVersion | undefined>(first);
  const [edited, setEdited] = useState(nothingEdited);
  const asked = { id: run.id, nodeId: from?.nodeId, only: from?.isOnly, version };
  const question: ResumeQuestion = { ...asked, inputs: edited.values };
  const unsaved = version === "draft" ? flushed.problem : undefined;
  const preview = useResumePreview(question, flushed.isDone && unsaved === undefined);
  const start = useStart(onStarted);
  const versions = useQuery(trpc.pipelines.versions.queryOptions({ id: run.pipelineId }));
  const { data } = preview;
  const fields = data?.fields ?? [];
  const known = dropUnknown(edited, fields);
  const next = data ? withSwitchesOff({ fields, inputs: data.inputs, edited: known }, data.problems) : edited;
  if (next !== edited) setEdited(next);
  const problems = { ...data?.problems, ...edited.problems };
  const isMissing = fields.some(({ name }) => Object.hasOwn(problems, name));
  const isAnswered = data !== undefined && !preview.isPlaceholderData && !preview.isError;
  const canStart = isAnswered && unsaved === undefined && !isMissing;
  const error = start.error ?? preview.error;
  return {
    version,
    setVersion,
    newest: versions.data?.[0]?.number,
    edited,
    setEdited,
    fields,
    problems,
    preview: unsaved === undefined ? data : undefined,
    inputs: data?.inputs ?? {},
    problem: unsaved ?? (error ? userMessage(error) : undefined),
    canStart,
    isStarting: start.isPending,
    submit(event: SyntheticEvent) {
      event.preventDefault();
      if (canStart && !start.isPending) start.mutate(question);
    },
  };
}

type FormProps = { ran: number | null; resume: ReturnType<typeof useResume> };

function ResumeForm({ ran, resume }: FormProps) {
  const { version, edited, fields, inputs, problems, problem, preview, submit } = resume;
  const [showsAll, setShowsAll] = useState(false);
  // What the run needs and the old one cannot give is asked for; the rest only if someone wants to change it.
  const isAsked = ({ name }: FieldSpec) => Object.hasOwn(problems, name) || Object.hasOwn(edited.typed, name);
  const boxes = showsAll ? fields : fields.filter(isAsked);
  return (
    <form
      id="resume"
      className="flex flex-col gap-4"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
      }}
    >
      <Field label="Version">
        {(ids) => (
          <Select
            {...ids}
            value={keyOf(version)}
            options={versionOptions(ran, resume.newest)}
            onChange={(key) => resume.setVersion(versionOf(key))}
          />
        )}
      </Field>
      <InputFields
        fields={boxes}
        typed={boxesOf(inputs, edited)}
        problems={problems}
        upload={uploadFile}
        isFocused={showsAll}
        onChange={(next) => resume.setEdited(editInputs({ fields: boxes, inputs, edited }, next))}
      />
      {fields.length > boxes.length ? (
        <Button size="sm" className="self-start" onClick={() => setShowsAll(true)}>
          Change the input
        </Button>
      ) : null}
      {problem ? <Notice tone="danger">{problem}</Notice> : null}
      {preview ? <ResumeHalves preview={preview} /> : problem ? null : <Skeleton className="h-24" />}
    </form>
  );
}

/** Whether the draft of the page behind the dialog is on the server, or why it is not: what is not there cannot run. */
function useFlushed(flush: Props["flush"]): { isDone: boolean; problem?: string | undefined } {
  const [flushed, setFlushed] = useState<ReturnType<typeof useFlushed>>({ isDone: flush === undefined });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dialog opens
  useEffect(() => {
    void flush?.().then((problem) => setFlushed({ isDone: true, problem }));
  }, []);
  return flushed;
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

function keyOf(version: RunVersion | undefined): string {
  return version === undefined ? "same" : String(version);
}

function versionOf(key: string): RunVersion | undefined {
  if (key === "same") return undefined;
  return key === "draft" ? "draft" : Number(key);
}
