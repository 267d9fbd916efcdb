"use client";
import { useMutation } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { type SyntheticEvent, useState } from "react";
import type { CredentialProvider } from "../../../lib/views/api-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { providerOptions, providers } from "./providers.ts";

export function CredentialDialog({ onAdded }: { onAdded: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    onAdded();
  };
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title="Add a credential"
      description="It is encrypted before it is stored and decrypted only to call the provider."
      trigger={
        <Button>
          <Plus aria-hidden className="size-4" />
          Add credential
        </Button>
      }
    >
      <CredentialForm onAdded={close} />
    </Dialog>
  );
}

function CredentialForm({ onAdded }: { onAdded: () => void }) {
  const trpc = useTRPC();
  const [name, setName] = useState("");
  const [provider, setProvider] = useState<CredentialProvider>("openai-compatible");
  const [baseUrl, setBaseUrl] = useState<string>(providers["openai-compatible"].baseUrl);
  const [secret, setSecret] = useState("");
  const create = useMutation(trpc.credentials.create.mutationOptions({ onSuccess: onAdded }));
  const chooseProvider = (next: CredentialProvider) => {
    if (baseUrl === providers[provider].baseUrl) setBaseUrl(providers[next].baseUrl);
    setProvider(next);
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    create.mutate({ name: name.trim(), provider, baseUrl: baseUrl.trim(), secret });
  };
  const { hint, needsSecret } = providers[provider];
  return (
    <form onSubmit={submit} autoComplete="off" className="flex flex-col gap-4">
      <Field label="Provider">
        {(props) => <Select {...props} value={provider} options={providerOptions} onChange={chooseProvider} />}
      </Field>
      <Field label="Name" hint="Shown in nodes and lists.">
        {(props) => (
          <Input {...props} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label="Base URL" hint={hint}>
        {(props) => (
          <Input {...props} required type="url" value={baseUrl} onChange={(event) => setBaseUrl(event.target.value)} />
        )}
      </Field>
      <Field label="Key" optional={!needsSecret}>
        {(props) => (
          <Input
            {...props}
            type="password"
            required={needsSecret}
            autoComplete="new-password"
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
          />
        )}
      </Field>
      {create.error ? <Notice tone="danger">{userMessage(create.error)}</Notice> : null}
      <Button type="submit" tone="primary" busy={create.isPending} className="self-end">
        Add credential
      </Button>
    </form>
  );
}
