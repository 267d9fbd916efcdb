"use client";
import { useState } from "react";
import { Field } from "../../ui/form/field.tsx";
import { Input, Textarea } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Switch } from "../../ui/form/switch.tsx";
import {
  encryptions,
  type KafkaForm,
  type KafkaPart,
  newKafkaForm,
  signInParts,
  signIns,
  writeKafkaSecret,
} from "./kafka-secret.ts";
import { providers } from "./providers.ts";

type Props = {
  brokers: string;
  /** A stored credential keeps encryption and sign-in while they are not entered anew. */
  isEdited: boolean;
  onChange: (change: { baseUrl?: string; secret?: string }) => void;
};

/** The brokers of a cluster, and how they are spoken to and signed in at. */
export function KafkaFields({ brokers, isEdited, onChange }: Props) {
  const [form, setForm] = useState(newKafkaForm);
  const [isChanging, setIsChanging] = useState(!isEdited);
  const set = (change: Partial<KafkaForm>) => {
    const next = { ...form, ...change };
    setForm(next);
    onChange({ secret: writeKafkaSecret(next) });
  };
  return (
    <>
      <Field label="Brokers" hint={providers.kafka.hint}>
        {(ids) => (
          <Input
            {...ids}
            required
            maxLength={500}
            spellCheck={false}
            placeholder="kafka-1.example.com:9093, kafka-2.example.com:9093"
            value={brokers}
            // A new one begins with TLS, which is no secret that would have been entered.
            onChange={(event) =>
              onChange({ baseUrl: event.target.value, ...(isEdited ? {} : { secret: writeKafkaSecret(form) }) })
            }
          />
        )}
      </Field>
      {isEdited ? (
        <Field label="Enter encryption and sign-in again" hint="Other brokers need them entered again.">
          {({ "aria-invalid": _invalid, ...ids }) => (
            <Switch
              {...ids}
              checked={isChanging}
              onChange={(on) => {
                setIsChanging(on);
                onChange({ secret: on ? writeKafkaSecret(form) : "" });
              }}
            />
          )}
        </Field>
      ) : null}
      {isChanging ? (
        <>
          <Encryption form={form} set={set} />
          <SignInFields form={form} set={set} />
        </>
      ) : null}
    </>
  );
}

type PartProps = { form: KafkaForm; set: (change: Partial<KafkaForm>) => void };

const certificates = [
  { name: "ca", label: "CA certificate", hint: "PEM. Only for an authority that is not publicly trusted." },
  {
    name: "cert",
    label: "Client certificate",
    hint: "PEM. Only for a cluster that identifies clients by certificate.",
  },
  { name: "key", label: "Key of the client certificate", hint: "PEM, without a passphrase." },
] as const;

function Encryption({ form, set }: PartProps) {
  return (
    <>
      <Field label="Encryption">
        {(ids) => (
          <Select
            {...ids}
            value={form.encryption}
            options={encryptions}
            onChange={(encryption) => set({ encryption })}
          />
        )}
      </Field>
      {form.encryption === "tls"
        ? certificates.map(({ name, label, hint }) =>
            name === "key" && form.cert === "" ? null : (
              <Field key={name} label={label} hint={hint} optional={name !== "key"}>
                {(ids) => (
                  <Textarea
                    {...ids}
                    rows={2}
                    required={name === "key"}
                    spellCheck={false}
                    autoComplete="off"
                    className="max-h-40 font-mono text-xs"
                    placeholder="-----BEGIN"
                    value={form[name]}
                    onChange={(event) => set({ [name]: event.target.value })}
                  />
                )}
              </Field>
            ),
          )
        : null}
    </>
  );
}

function SignInFields({ form, set }: PartProps) {
  const list: readonly KafkaPart[] = signInParts[form.signIn];
  return (
    <>
      <Field label="Sign-in">
        {(ids) => <Select {...ids} value={form.signIn} options={signIns} onChange={(signIn) => set({ signIn })} />}
      </Field>
      {list.map(({ name, label, hint, isSecret = false, isOptional = false }) => (
        <Field key={name} label={label} hint={hint} optional={isOptional}>
          {(ids) => (
            <Input
              {...ids}
              type={isSecret ? "password" : name === "tokenUrl" ? "url" : "text"}
              required={!isOptional}
              autoComplete={isSecret ? "new-password" : "off"}
              value={form.parts[name] ?? ""}
              onChange={(event) => set({ parts: { ...form.parts, [name]: event.target.value } })}
            />
          )}
        </Field>
      ))}
    </>
  );
}
