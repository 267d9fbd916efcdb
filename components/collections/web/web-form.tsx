"use client";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import type { WebSourceView } from "../../../lib/views/web-source-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Segments } from "../../ui/form/segments.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Notice } from "../../ui/text/notice.tsx";

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

type Draft = {
  kind: (typeof kinds)[number]["value"];
  address: string;
  include: string;
  exclude: string;
  mostPages: string;
  /** Hours, or never. */
  every: string;
  whenGone: (typeof fates)[number]["value"];
};

const emptyDraft: Draft = {
  ...{ kind: "sitemap", address: "", include: "", exclude: "" },
  ...{ mostPages: "200", every: "never", whenGone: "remove" },
};

type Props = { collectionId: string; source?: WebSourceView; onSaved: () => void; onCancel: () => void };

/** Adds a source, or changes the one that is given. */
export function WebForm({ collectionId: id, source, onSaved: onSuccess, onCancel }: Props) {
  const trpc = useTRPC();
  const [draft, setDraft] = useState(source ? draftOf(source) : emptyDraft);
  const change = (patch: Partial<Draft>) => setDraft({ ...draft, ...patch });
  const add = useMutation(trpc.sources.add.mutationOptions({ onSuccess }));
  const update = useMutation(trpc.sources.update.mutationOptions({ onSuccess }));
  const error = add.error ?? update.error;
  const { kind, address, every, whenGone } = draft;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const everyHours = every === "never" ? null : Number(every);
    const given = { address, everyHours, whenGone, ...(kind === "page" ? {} : choiceOf(draft)) };
    if (source) update.mutate({ id, sourceId: source.id, ...given });
    else add.mutate({ id, kind, ...given });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {source ? null : (
        <Segments label="What to add" value={kind} options={kinds} onChange={(value) => change({ kind: value })} />
      )}
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
        {(props) => (
          <Select {...props} value={every} options={oftenWith(every)} onChange={(value) => change({ every: value })} />
        )}
      </Field>
      <Field label="When a page is gone">
        {(props) => (
          <Select {...props} value={whenGone} options={fates} onChange={(value) => change({ whenGone: value })} />
        )}
      </Field>
      {error ? <Notice tone="danger">{userMessage(error)}</Notice> : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="primary" busy={add.isPending || update.isPending} disabled={address.trim() === ""}>
          {source ? "Save" : "Add"}
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
      <Field label="Maximum pages">
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

function draftOf({ kind, address, include, exclude, mostPages, everyHours, whenGone }: WebSourceView): Draft {
  const more = { mostPages: String(mostPages), every: everyHours === null ? "never" : String(everyHours), whenGone };
  return { kind, address, include: include.join(" "), exclude: exclude.join(" "), ...more };
}

/** An interval that was set over the API stays one to choose. */
function oftenWith(every: string) {
  const isKnown = often.some(({ value }) => value === every);
  return isKnown ? often : [...often, { value: every, label: `Every ${every} hours` }];
}
