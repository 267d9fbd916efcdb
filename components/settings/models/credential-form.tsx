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
import { KafkaFields } from "./kafka-fields.tsx";
import { MailServerFields } from "./mail-server-fields.tsx";
import { providerOptions, providers } from "./providers.ts";
import { SecretFields } from "./secret-fields.tsx";
import { type Edited, useCredentialForm } from "./use-credential-form.ts";

/** Adds a credential, or edits one. */
export function CredentialForm({ edited, onStored }: { edited?: Edited; onStored: () => void }) {
  const form = useCredentialForm(edited, onStored);
  const { fields, set } = form;
  const { needsSecret } = providers[fields.provider];
  const kind = kindOf(fields);
  const chooseProvider = (next: CredentialProvider) => {
    const before = providers[fields.provider];
    const { label, baseUrl } = providers[next];
    set({
      provider: next,
      // The parts of one kind of secret are none of another.
      secret: "",
      name: fields.name === before.label ? label : fields.name,
      baseUrl: fields.baseUrl === before.baseUrl ? baseUrl : fields.baseUrl,
    });
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
      <AddressFields form={form} kind={kind} isEdited={edited !== undefined} />
      {kind === "kafka" ? null : kind === "mail" || kind === "secret" ? (
        <Field
          label={edited ? `New ${texts[kind].noun}` : texts[kind].label}
          optional={edited !== undefined || !needsSecret}
          hint={secretHint(kind, edited !== undefined)}
        >
          {(props) => (
            <Input
              {...props}
              type="password"
              required={needsSecret && !edited}
              autoComplete="new-password"
              value={fields.secret}
              onChange={(event) => set({ secret: event.target.value })}
            />
          )}
        </Field>
      ) : (
        <SecretFields
          provider={fields.provider}
          isEdited={edited !== undefined}
          value={fields.secret}
          onChange={(secret) => set({ secret })}
        />
      )}
      <Buttons form={form} isNew={edited === undefined} kind={kind} />
    </form>
  );
}

type AddressProps = { form: ReturnType<typeof useCredentialForm>; kind: Kind; isEdited: boolean };

/** Where it is sent to. */
function AddressFields({ form: { fields, set }, kind, isEdited }: AddressProps) {
  const { hint } = providers[fields.provider];
  if (kind === "secret") return null;
  if (kind === "kafka") return <KafkaFields brokers={fields.baseUrl} isEdited={isEdited} onChange={set} />;
  if (kind === "mail") {
    return <MailServerFields address={fields.baseUrl} hint={hint} onChange={(baseUrl) => set({ baseUrl })} />;
  }
  return (
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
  );
}

/** What is asked for besides a name: keys, a mail server's password, a cluster of Kafka, or a secret that is sent to no address. */
type Kind = "provider" | "service" | "mail" | "kafka" | "secret";

function kindOf(fields: { provider: CredentialProvider }): Kind {
  if (fields.provider === "smtp") return "mail";
  if (fields.provider === "secret" || fields.provider === "kafka") return fields.provider;
  return signsIn(fields) ? "service" : "provider";
}

const tests: Readonly<Record<Kind, string>> = {
  provider: "Testing asks the provider for its models and one short answer.",
  service: "Testing calls the server's address.",
  mail: "Testing logs in to the mail server and sends nothing.",
  kafka: "Testing signs in and lists the topics.",
  secret: "Nothing is called with it.",
};
const texts = {
  mail: { label: "Password", noun: "password" },
  secret: { label: "Secret", noun: "secret" },
} as const;

function secretHint(kind: keyof typeof texts, isEdited: boolean): string | undefined {
  if (kind === "secret") {
    const what = "For signatures and tokens of requests to your webhooks: the sender has the same one.";
    return isEdited ? `${what} Leave it empty to keep the stored one.` : what;
  }
  const { noun } = texts[kind];
  return isEdited ? `Leave it empty to keep the stored ${noun}. Another host needs the ${noun} again.` : undefined;
}

type ButtonsProps = { form: ReturnType<typeof useCredentialForm>; isNew: boolean; kind: Kind };

function Buttons({ form, isNew, kind }: ButtonsProps) {
  const { said, mayStoreAnyway, isTesting, isStoring } = form;
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
        <p className="min-w-0 flex-1 text-muted text-xs">{tests[kind]}</p>
        {kind === "secret" ? null : (
          <Button onClick={test} busy={isTesting} disabled={isStoring}>
            Test
          </Button>
        )}
        <Button type="submit" tone="primary" busy={isStoring} disabled={isTesting}>
          {mayStoreAnyway ? `${store} anyway` : isNew ? "Add credential" : "Save changes"}
        </Button>
      </div>
    </>
  );
}
