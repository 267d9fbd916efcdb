"use client";
import { CircleCheck } from "lucide-react";
import type { SyntheticEvent } from "react";
import { signsIn } from "../../../lib/service/sign-in.ts";
import type { CredentialProvider } from "../../../lib/views/api-views.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { providerOptions, providers } from "./providers.ts";
import { SecretFields } from "./secret-fields.tsx";
import { type Edited, useCredentialForm } from "./use-credential-form.ts";

/** Adds a credential, or edits one. */
export function CredentialForm({ edited, onStored }: { edited?: Edited; onStored: () => void }) {
  const form = useCredentialForm(edited, onStored);
  const { fields, set } = form;
  const { hint } = providers[fields.provider];
  const chooseProvider = (next: CredentialProvider) => {
    const isUntouched = fields.baseUrl === providers[fields.provider].baseUrl;
    // The parts of one kind of secret are none of another.
    set({ provider: next, secret: "", ...(isUntouched ? { baseUrl: providers[next].baseUrl } : {}) });
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    form.store();
  };
  return (
    <form onSubmit={submit} autoComplete="off" className="flex flex-col gap-4">
      {edited ? null : (
        <Field label="Provider">
          {(props) => <Select {...props} value={fields.provider} options={providerOptions} onChange={chooseProvider} />}
        </Field>
      )}
      <Field label="Name" hint="Shown in nodes and lists.">
        {(props) => (
          <Input
            {...props}
            required
            maxLength={100}
            value={fields.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label="Base URL" hint={hint}>
        {(props) => (
          <Input
            {...props}
            required
            type="url"
            value={fields.baseUrl}
            onChange={(event) => set({ baseUrl: event.target.value })}
          />
        )}
      </Field>
      <SecretFields
        provider={fields.provider}
        isEdited={edited !== undefined}
        value={fields.secret}
        onChange={(secret) => set({ secret })}
      />
      <Buttons form={form} isNew={edited === undefined} />
    </form>
  );
}

function Buttons({ form, isNew }: { form: ReturnType<typeof useCredentialForm>; isNew: boolean }) {
  const { said, mayStoreAnyway, isTesting, isStoring } = form;
  const isService = signsIn(form.fields);
  const store = isNew ? "Add" : "Save";
  const test = (event: SyntheticEvent<HTMLButtonElement>) => {
    if (event.currentTarget.form?.reportValidity()) form.test();
  };
  return (
    <>
      {said && !said.ok ? <Notice tone="danger">{said.message}</Notice> : null}
      {said?.ok ? (
        <p role="status" className="flex items-start gap-2 text-success">
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
          {said.message}
        </p>
      ) : null}
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="min-w-0 flex-1 text-muted text-xs">
          {isService
            ? "Testing calls the server's address."
            : "Testing asks the provider for its models and one short answer."}
        </p>
        <Button onClick={test} busy={isTesting} disabled={isStoring}>
          Test
        </Button>
        <Button type="submit" tone="primary" busy={isStoring} disabled={isTesting}>
          {mayStoreAnyway ? `${store} anyway` : isNew ? "Add credential" : "Save changes"}
        </Button>
      </div>
    </>
  );
}
