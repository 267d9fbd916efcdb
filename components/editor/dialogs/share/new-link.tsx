"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SharePage } from "../../../../lib/views/api-views.ts";
import { errorMessage } from "../../../api/backend.ts";
import { Button } from "../../../ui/form/button.tsx";
import { CopyField } from "../../../ui/form/copy-field.tsx";
import { Field } from "../../../ui/form/field.tsx";
import { Select } from "../../../ui/form/select.tsx";
import { Switch } from "../../../ui/form/switch.tsx";
import { formatCount } from "../../../ui/text/format.ts";
import { Notice } from "../../../ui/text/notice.tsx";
import { useEditing } from "../../store/context.tsx";
import { rooms, usualRoom } from "./file-room.tsx";

const never = "never";
const lives = [
  { value: never, label: "Never" },
  { value: "1", label: "In a day" },
  { value: "7", label: "In 7 days" },
  { value: "30", label: "In 30 days" },
  { value: "365", label: "In a year" },
] as const;

const pages = [
  { value: "pipeline", label: "Canvas and form" },
  { value: "chat", label: "Chat" },
] as const;

const unlimited = "unlimited";
const runLimits = [
  { value: unlimited, label: "Any number" },
  ...[1, 10, 100, 1000].map((count) => ({ value: String(count), label: formatCount(count) })),
];

/** What a link is made from. Looking is all it allows until running is switched on. */
type Wish = {
  version: number;
  page: SharePage;
  life: (typeof lives)[number]["value"];
  canRun: boolean;
  /** Counts for a chat that may be run. */
  takesFiles: boolean;
  /** For files, in megabytes. */
  room: string;
  runLimit: string;
};

export function NewLink({ newest }: { newest: number }) {
  const { backend } = useEditing();
  const queries = useQueryClient();
  const [wish, setWish] = useState<Wish>({
    version: newest,
    page: "pipeline",
    life: never,
    canRun: false,
    takesFiles: true,
    room: usualRoom,
    runLimit: unlimited,
  });
  const create = useMutation({
    mutationFn: () => backend.createShareLink(askFor(wish, Date.now())),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["share-links"] }),
  });
  return (
    <div className="flex flex-col gap-3">
      <LinkFields newest={newest} wish={wish} onChange={setWish} />
      <Button tone="primary" busy={create.isPending} onClick={() => create.mutate()} className="self-end">
        Create link
      </Button>
      {create.data ? (
        <div className="flex flex-col gap-1">
          <CopyField label="Share link" value={create.data.url} />
          <p className="text-muted text-xs">Copy it now. For security, it is not shown again.</p>
        </div>
      ) : null}
      {create.error ? <Notice tone="danger">{errorMessage(create.error)}</Notice> : null}
    </div>
  );
}

type FieldsProps = { newest: number; wish: Wish; onChange: (wish: Wish) => void };

function LinkFields({ newest, wish, onChange }: FieldsProps) {
  const versions = Array.from({ length: newest }, (_, index) => String(newest - index));
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label="Version">
        {(props) => (
          <Select
            {...props}
            value={String(wish.version)}
            options={versions.map((number) => ({ value: number, label: number }))}
            onChange={(number) => onChange({ ...wish, version: Number(number) })}
          />
        )}
      </Field>
      <Field label="Expires">
        {(props) => (
          <Select {...props} value={wish.life} options={lives} onChange={(life) => onChange({ ...wish, life })} />
        )}
      </Field>
      <Field label="What it shows">
        {(props) => (
          <Select {...props} value={wish.page} options={pages} onChange={(page) => onChange({ ...wish, page })} />
        )}
      </Field>
      <div className="flex flex-col gap-1.5">
        <label className="flex h-8 items-center gap-2 font-medium text-sm" htmlFor="share-can-run">
          <Switch id="share-can-run" checked={wish.canRun} onChange={(canRun) => onChange({ ...wish, canRun })} />
          Allow running it
        </label>
        <p className="text-muted text-xs">
          {wish.canRun
            ? "Their runs use your models and your budget."
            : wish.page === "chat"
              ? "Without it, people with the link see the chat and cannot ask."
              : "People with the link can view it, but not run it."}
        </p>
      </div>
      {wish.canRun ? (
        <Field label="Runs allowed">
          {(props) => (
            <Select
              {...props}
              value={wish.runLimit}
              options={runLimits}
              onChange={(runLimit) => onChange({ ...wish, runLimit })}
            />
          )}
        </Field>
      ) : null}
      {wish.canRun && wish.page === "chat" ? <TakesFiles wish={wish} onChange={onChange} /> : null}
    </div>
  );
}

function TakesFiles({ wish, onChange }: Pick<FieldsProps, "wish" | "onChange">) {
  return (
    <>
      <div className="flex flex-col gap-1.5">
        <label className="flex h-8 items-center gap-2 font-medium text-sm" htmlFor="share-takes-files">
          <Switch
            id="share-takes-files"
            checked={wish.takesFiles}
            onChange={(takesFiles) => onChange({ ...wish, takesFiles })}
          />
          Allow sending files
        </label>
        <p className="text-muted text-xs">
          Where the pipeline has a field for them. They count for the storage of this workspace.
        </p>
      </div>
      {wish.takesFiles ? (
        <Field label="Room for files" hint="Of all visitors together; one may fill a fifth of it.">
          {(props) => (
            <Select {...props} value={wish.room} options={rooms} onChange={(room) => onChange({ ...wish, room })} />
          )}
        </Field>
      ) : null}
    </>
  );
}

/** `now` is in milliseconds. */
function askFor({ version, page, life, canRun, takesFiles: isOn, room, runLimit }: Wish, now: number) {
  const ends = new Date(now + Number(life) * 86_400_000);
  const takesFiles = page === "chat" && canRun && isOn;
  return {
    versionNumber: version,
    page,
    canRun,
    takesFiles,
    ...(takesFiles ? { fileMegabytes: Number(room) } : {}),
    ...(canRun && runLimit !== unlimited ? { maxRuns: Number(runLimit) } : {}),
    ...(life === never ? {} : { expiresAt: ends.toISOString() }),
  };
}
