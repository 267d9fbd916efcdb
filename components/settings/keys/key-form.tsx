"use client";
import { type SyntheticEvent, useState } from "react";
import { entryOf, type Scope } from "../../../lib/access/permissions.ts";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { CopyField } from "../../ui/form/copy-field.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { DialogClose } from "../../ui/overlay/dialog.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { PipelinePicker } from "./pipeline-picker.tsx";
import { isPreset, presetOptions, ScopePicker, scopesOf } from "./scope-picker.tsx";

const lives = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "One year" },
  { value: "never", label: "Never" },
] as const;

type Key = { name: string; expiresAt?: string; scopes?: Scope[]; pipelineIds?: string[] };
type Props = {
  /** What its holder may do. */
  permissions: readonly string[];
  create: {
    mutate: (key: Key) => void;
    data: { key: string } | undefined;
    error: unknown;
    isPending: boolean;
  };
};

/** Asks what a key is to be, and shows it once. */
export function KeyForm({ permissions, create }: Props) {
  const [name, setName] = useState("");
  const [life, setLife] = useState<(typeof lives)[number]["value"]>("90");
  const [preset, setPreset] = useState<string>("all");
  const [chosen, setChosen] = useState<readonly Scope[]>([]);
  const [pipelines, setPipelines] = useState<readonly string[]>();
  if (create.data) return <NewKey secret={create.data.key} />;
  const scopes = isPreset(preset) ? scopesOf(preset, { chosen, permissions }) : undefined;
  const limited = scopes?.filter((scope) => !pipelines || entryOf(scope).pipelines !== "all");
  const isWhole = name.trim() !== "" && limited?.length !== 0 && pipelines?.length !== 0;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const days = Number(life);
    const ends = Number.isNaN(days) ? {} : { expiresAt: new Date(Date.now() + days * 86_400_000).toISOString() };
    const limits = { ...(limited ? { scopes: limited } : {}), ...(pipelines ? { pipelineIds: [...pipelines] } : {}) };
    create.mutate({ name: name.trim(), ...ends, ...limits });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" hint="What will use it, such as “nightly import”.">
        {(props) => (
          <Input {...props} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label="Expires after">
        {(props) => <Select {...props} value={life} options={lives} onChange={setLife} />}
      </Field>
      <Field label="May do">
        {(props) => <Select {...props} value={preset} options={presetOptions} onChange={setPreset} />}
      </Field>
      {preset === "chosen" ? (
        <ScopePicker
          permissions={permissions}
          value={chosen}
          isForChosen={pipelines !== undefined}
          onChange={setChosen}
        />
      ) : null}
      <PipelinePicker value={pipelines} onChange={setPipelines} />
      {create.error ? <Notice tone="danger">{userMessage(create.error)}</Notice> : null}
      <Button type="submit" tone="primary" busy={create.isPending} disabled={!isWhole} className="self-end">
        Create key
      </Button>
    </form>
  );
}

function NewKey({ secret }: { secret: string }) {
  return (
    <div className="flex flex-col gap-4">
      <CopyField label="API key" value={secret} />
      <Notice tone="warning">Copy it now. Only a hash is stored, so it cannot be shown again.</Notice>
      <DialogClose asChild>
        <Button tone="primary" className="self-end">
          I have copied it
        </Button>
      </DialogClose>
    </div>
  );
}
