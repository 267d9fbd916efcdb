"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { type FormEvent, useState } from "react";
import { errorMessage } from "../../api/backend.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Textarea } from "../../ui/form/input.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { toast } from "../../ui/overlay/toast.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { TimeAgo } from "../../ui/text/time-ago.tsx";
import { whyUnsaved } from "../autosave/why-unsaved.ts";
import { useEditing, useEditor, useEditorStore } from "../store/context.tsx";
import { isAsPublished } from "../store/document-slice.ts";
import { IssueList } from "./issue-list.tsx";

/** Makes a numbered version: first what is in the way, then a note for those who come later. */
export function PublishDialog() {
  const store = useEditorStore();
  const isOpen = useEditor((state) => state.dialog === "publish");
  const issues = useEditor((state) => state.issues);
  const next = useEditor((state) => (state.latestVersion ?? 0) + 1);
  const close = () => store.getState().set({ dialog: undefined });
  const isBlocked = issues.some(({ level }) => level === "error");
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title={`Publish version ${next}`}
      description="A version never changes. The API runs the newest version unless told otherwise, and a share link the version it was made for. You keep editing the draft."
    >
      <div className="flex flex-col gap-4">
        {issues.length === 0 ? (
          <p className="flex items-center gap-2 text-success">
            <CircleCheck aria-hidden className="size-4" /> No problems found.
          </p>
        ) : (
          <div className="flex flex-col gap-2">
            <p className="text-muted">{isBlocked ? "Fix these problems first. Click one to go to it." : "Warnings:"}</p>
            <IssueList issues={issues} onGo={close} />
          </div>
        )}
        {isBlocked ? null : <PublishForm onDone={close} />}
        <Versions />
      </div>
    </Dialog>
  );
}

function PublishForm({ onDone }: { onDone: () => void }) {
  const store = useEditorStore();
  const { backend, saver } = useEditing();
  const queries = useQueryClient();
  const isSame = useEditor(isAsPublished);
  const [note, setNote] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const publish = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      if (!(await saver.flush())) {
        setProblem(whyUnsaved(store.getState().save));
        return;
      }
      const { history, revision, setPublished } = store.getState();
      const { number } = await backend.publish({ revision, note });
      setPublished(number, history.graph);
      await queries.invalidateQueries({ queryKey: ["versions"] });
      toast(`Version ${number} is published.`, {
        action: { label: "Share it", run: () => store.getState().set({ dialog: "share" }) },
      });
      onDone();
    } catch (thrown) {
      setProblem(errorMessage(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={publish} className="flex flex-col gap-3">
      {isSame ? <Notice>The draft runs like the latest version; only the arrangement may differ.</Notice> : null}
      <Field label="What has changed?" optional>
        {(ids) => (
          <Textarea
            {...ids}
            rows={2}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        )}
      </Field>
      {problem ? <Notice tone="danger">{problem}</Notice> : null}
      <Button type="submit" tone="primary" busy={isBusy} className="self-end">
        Publish
      </Button>
    </form>
  );
}

function Versions() {
  const { backend } = useEditing();
  const pipelineId = useEditor((state) => state.pipelineId);
  const versions = useQuery({ queryKey: ["versions", pipelineId], queryFn: () => backend.listVersions() });
  if (!versions.data || versions.data.length === 0) return null;
  return (
    <section aria-label="Versions" className="flex flex-col gap-1 border-t pt-3">
      {versions.data.slice(0, 5).map(({ number, note, createdAt, author }) => (
        <p key={number} className="flex items-baseline gap-2">
          <span className="font-medium tabular-nums">{number}</span>
          <span className="min-w-0 flex-1 truncate text-muted">{note || author || "No note"}</span>
          <span className="text-muted text-xs">
            <TimeAgo at={createdAt} />
          </span>
        </p>
      ))}
    </section>
  );
}
