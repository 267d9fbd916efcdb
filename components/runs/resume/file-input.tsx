"use client";
import { FileText, X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { formatBytes } from "../../../lib/format-bytes.ts";
import type { Json } from "../../../lib/values/json.ts";
import { FileRef } from "../../../lib/values/values.ts";
import { errorMessage, type RunBackend } from "../../api/backend.ts";
import { DropZone } from "../../ui/form/drop-zone.tsx";
import type { FieldProps } from "../../ui/form/field.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Progress } from "../../ui/text/progress.tsx";

export type Upload = NonNullable<RunBackend["upload"]>;

type Props = {
  /** What the field is called, for screen readers. */
  label: string;
  ids: FieldProps;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  /** Keeps a file and answers its reference; absent where none can be sent. */
  upload: Upload | undefined;
  /** Once, when it can be used. */
  onShown: () => void;
};

type Sending = { name: string; bytes: number; sent: number };

/** Takes one file: dropped or chosen, sent at once, and then a row with its name and size. */
export function FileInput({ label, ids, value, onChange, upload, onShown }: Props) {
  const shown = useRef(onShown);
  useEffect(() => shown.current(), []);
  const { sending, problem, send, stop } = useSend(upload, onChange);
  const file = FileRef.safeParse(value);
  if (!upload) return <p className="text-muted text-xs">Files cannot be uploaded on a shared page.</p>;
  if (sending) {
    const { name, bytes, sent } = sending;
    return (
      <FileRow
        label={label}
        name={name}
        note={`${formatBytes(Math.min(sent, bytes))} of ${formatBytes(bytes)}`}
        action="Cancel"
        onAction={stop}
      >
        <Progress label={`Sending ${name}`} done={sent} total={bytes} />
      </FileRow>
    );
  }
  if (file.success) {
    const { name, bytes } = file.data;
    return (
      <FileRow
        label={label}
        name={name}
        note={formatBytes(bytes)}
        ids={ids}
        action="Remove"
        onAction={() => onChange(undefined)}
      />
    );
  }
  return (
    <div className="flex flex-col gap-1.5">
      <DropZone
        id={ids.id}
        describedBy={ids["aria-describedby"]}
        label={label}
        isSingle
        isInvalid={problem !== undefined || ids["aria-invalid"] === true}
        className="px-3 py-2.5"
        onFiles={([chosen]) => void (chosen && send(chosen))}
      />
      {problem ? (
        <p role="alert" className="text-danger text-xs">
          {problem}
        </p>
      ) : null}
    </div>
  );
}

/** One file on its way. What arrives after it was given up is not taken. */
function useSend(upload: Upload | undefined, onChange: Props["onChange"]) {
  const [sending, setSending] = useState<Sending>();
  const [problem, setProblem] = useState<string>();
  const latest = useRef<File>(undefined);
  const take = useRef(onChange);
  take.current = onChange;
  const send = async (file: File) => {
    if (!upload) return;
    latest.current = file;
    setProblem(undefined);
    setSending({ name: file.name, bytes: file.size, sent: 0 });
    const onSent = (sent: number) => setSending((now) => now && { ...now, sent });
    try {
      const ref = await upload(file, onSent);
      if (latest.current === file) take.current({ ...ref });
    } catch (thrown) {
      if (latest.current === file) setProblem(errorMessage(thrown));
    }
    if (latest.current === file) setSending(undefined);
  };
  const stop = () => {
    latest.current = undefined;
    setSending(undefined);
  };
  return { sending, problem, send, stop };
}

type RowProps = {
  label: string;
  name: string;
  note: string;
  ids?: FieldProps;
  action: "Cancel" | "Remove";
  onAction: () => void;
  children?: ReactNode;
};

function FileRow({ label, name, note, ids, action, onAction, children }: RowProps) {
  return (
    <fieldset
      aria-label={label}
      aria-describedby={ids?.["aria-describedby"]}
      data-invalid={ids?.["aria-invalid"]}
      className="flex min-w-0 items-center gap-2.5 rounded-card border bg-panel py-2 pr-2 pl-3 data-invalid:border-danger"
    >
      <FileText aria-hidden className="size-4 shrink-0 text-kind-file" />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="flex justify-between gap-3">
          <span className="truncate" title={name}>
            {name}
          </span>
          <span className="shrink-0 text-muted text-xs tabular-nums leading-5">{note}</span>
        </p>
        {children}
      </div>
      <IconButton label={`${action} ${name}`} size="sm" onClick={onAction}>
        <X aria-hidden />
      </IconButton>
    </fieldset>
  );
}
