"use client";
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useTRPC } from "../../../api/provider.tsx";
import { userMessage } from "../../../api/user-message.ts";
import { Button } from "../../../ui/form/button.tsx";
import { Field } from "../../../ui/form/field.tsx";
import { Input } from "../../../ui/form/input.tsx";
import { Notice } from "../../../ui/text/notice.tsx";

/** Patchbay fetches the file itself, in the background. */
export function AddByAddress({ onAdded }: { onAdded: () => void }) {
  const trpc = useTRPC();
  const [url, setUrl] = useState("");
  const [sha256, setSha256] = useState("");
  const add = useMutation(trpc.localModels.add.mutationOptions({ onSuccess: onAdded }));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const hash = sha256.trim();
    add.mutate({ url: url.trim(), ...(hash === "" ? {} : { sha256: hash }) });
  };
  return (
    <form onSubmit={submit} autoComplete="off" className="flex flex-col gap-4">
      <Field
        label="Address"
        hint="The address of the file itself. On a model hub, it is the link of the download button."
      >
        {(props) => (
          <Input
            {...props}
            type="url"
            required
            maxLength={2000}
            placeholder="https://…/model-Q4_K_M.gguf"
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </Field>
      <Field label="SHA-256" optional hint="With it, only exactly this file is accepted.">
        {(props) => (
          <Input
            {...props}
            pattern="\s*[0-9a-fA-F]{64}\s*"
            title="64 hexadecimal digits"
            className="font-mono text-xs"
            value={sha256}
            onChange={(event) => setSha256(event.target.value)}
          />
        )}
      </Field>
      {add.error ? <Notice tone="danger">{userMessage(add.error)}</Notice> : null}
      <Button type="submit" tone="primary" busy={add.isPending} className="self-end">
        Download
      </Button>
    </form>
  );
}
