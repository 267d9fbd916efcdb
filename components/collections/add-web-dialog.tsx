"use client";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useTRPC } from "../api/provider.tsx";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Input } from "../ui/form/input.tsx";
import { Segments } from "../ui/form/segments.tsx";
import { Select } from "../ui/form/select.tsx";
import { Dialog } from "../ui/overlay/dialog.tsx";
import { Notice } from "../ui/text/notice.tsx";

type Props = { collectionId: string; onAdded: () => void };

const kinds = [
  { value: "sitemap", label: "All pages of a sitemap" },
  { value: "page", label: "One page" },
] as const;
const often = [
  { value: "never", label: "Only when I ask for it" },
  { value: "24", label: "Every day" },
  { value: "168", label: "Every week" },
  { value: "1", label: "Every hour" },
] as const;
const fates = [
  { value: "remove", label: "Remove its document" },
  { value: "keep", label: "Keep its document" },
] as const;

export function AddWebDialog({ collectionId, onAdded }: Props) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title="Add web pages"
      description="Each page becomes a document, named by its address. Public pages that the site's robots.txt allows are read."
      trigger={<Button size="sm">Add web pages</Button>}
    >
      <WebForm
        collectionId={collectionId}
        onCancel={close}
        onAdded={() => {
          close();
          onAdded();
        }}
      />
    </Dialog>
  );
}

type Draft = {
  kind: (typeof kinds)[number]["value"];
  address: string;
  include: string;
  exclude: string;
  mostPages: string;
  every: (typeof often)[number]["value"];
  whenGone: (typeof fates)[number]["value"];
};

const emptyDraft: Draft = {
  ...{ kind: "sitemap", address: "", include: "", exclude: "" },
  ...{ mostPages: "200", every: "never", whenGone: "remove" },
};

function WebForm({ collectionId, onCancel, onAdded }: Props & { onCancel: () => void }) {
  const trpc = useTRPC();
  const [draft, setDraft] = useState(emptyDraft);
  const change = (patch: Partial<Draft>) => setDraft({ ...draft, ...patch });
  const add = useMutation(trpc.sources.add.mutationOptions({ onSuccess: onAdded }));
  const { kind, address, every, whenGone } = draft;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const everyHours = every === "never" ? null : Number(every);
    add.mutate({ id: collectionId, kind, address, everyHours, whenGone, ...(kind === "page" ? {} : choiceOf(draft)) });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Segments label="What to add" value={kind} options={kinds} onChange={(value) => change({ kind: value })} />
      <Field label="Address">
        {(props) => (
          <Input
            {...props}
            required
            inputMode="url"
            placeholder={kind === "page" ? "https://example.com/help" : "https://example.com/sitemap.xml"}
            value={address}
            onChange={(event) => change({ address: event.target.value })}
          />
        )}
      </Field>
      {kind === "page" ? null : <SitemapFields draft={draft} onChange={change} />}
      <Field label="Read again">
        {(props) => <Select {...props} value={every} options={often} onChange={(value) => change({ every: value })} />}
      </Field>
      <Field label="When a page is gone">
        {(props) => (
          <Select {...props} value={whenGone} options={fates} onChange={(value) => change({ whenGone: value })} />
        )}
      </Field>
      {add.error ? <Notice tone="danger">{userMessage(add.error)}</Notice> : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="primary" busy={add.isPending} disabled={address.trim() === ""}>
          Add
        </Button>
      </div>
    </form>
  );
}

function SitemapFields({ draft, onChange }: { draft: Draft; onChange: (patch: Partial<Draft>) => void }) {
  return (
    <>
      <Field
        label="Only these pages"
        optional
        hint="Patterns such as /docs/*, separated by spaces. Without one, all pages."
      >
        {(props) => (
          <Input {...props} value={draft.include} onChange={(event) => onChange({ include: event.target.value })} />
        )}
      </Field>
      <Field label="Leave out" optional hint="Such as */archive/* *.pdf">
        {(props) => (
          <Input {...props} value={draft.exclude} onChange={(event) => onChange({ exclude: event.target.value })} />
        )}
      </Field>
      <Field label="Pages at most">
        {(props) => (
          <Input
            {...props}
            type="number"
            required
            min={1}
            max={2000}
            value={draft.mostPages}
            onChange={(event) => onChange({ mostPages: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function choiceOf({ include, exclude, mostPages }: Draft) {
  const patterns = (text: string) => text.split(/\s+/).filter((pattern) => pattern !== "");
  return { include: patterns(include), exclude: patterns(exclude), mostPages: Number(mostPages) };
}
