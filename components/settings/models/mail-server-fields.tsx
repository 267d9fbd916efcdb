"use client";
import { useState } from "react";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { type MailServerForm, readMailServer, securityOptions, writeMailServer } from "./mail-server-address.ts";

type Props = { address: string; hint: string; onChange: (address: string) => void };

/** Host, port, encryption and user of a mail server, which make its address. */
export function MailServerFields({ address, hint, onChange }: Props) {
  const [form, setForm] = useState(() => readMailServer(address));
  const set = (change: Partial<MailServerForm>) => {
    const next = { ...form, ...change };
    setForm(next);
    onChange(writeMailServer(next));
  };
  return (
    <>
      <div className="grid grid-cols-[1fr_6rem] gap-3">
        <Field label="Host" hint={hint} className="col-span-2">
          {(props) => (
            <Input
              {...props}
              required
              pattern="[^\s/@:?#]+"
              placeholder="mail.example.com"
              value={form.host}
              onChange={(event) => set({ host: event.target.value })}
            />
          )}
        </Field>
        <Field label="Encryption">
          {(props) => (
            <Select
              {...props}
              value={form.security}
              options={securityOptions}
              onChange={(security) => {
                const { port } = securityOptions.find(({ value }) => value === security) ?? form;
                set({ security, port });
              }}
            />
          )}
        </Field>
        <Field label="Port">
          {(props) => (
            <Input
              {...props}
              required
              inputMode="numeric"
              pattern="\d{1,5}"
              value={form.port}
              onChange={(event) => set({ port: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label="User" optional hint="Often the whole address.">
        {(props) => <Input {...props} value={form.user} onChange={(event) => set({ user: event.target.value })} />}
      </Field>
    </>
  );
}
