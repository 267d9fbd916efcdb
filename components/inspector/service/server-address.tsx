"use client";
import { RefreshCw } from "lucide-react";
import type { KeyboardEvent } from "react";
import { signsIn } from "../../../lib/service/sign-in.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { useCredentials } from "../widgets/pickers.tsx";

type At = { address: string; credential: string };
type Props = {
  at: At;
  onChange: (change: Partial<At>) => void;
  /** Chosen for what is kept already: empty for none. */
  onCredential: (credential: string) => void;
  onRead: () => void;
  isBusy: boolean;
  /** What stands at the address is kept in the node. */
  isRead: boolean;
  /** Of the button before it is read. */
  verb: string;
  hint: string;
  placeholder: string;
  isReadOnly: boolean;
};

const none = "none";

/** A server's address, the credential for it, and the button that reads what it has. */
export function ServerAddress({ at, onChange, onCredential, onRead, isBusy, isRead, isReadOnly, ...words }: Props) {
  const credentials = useCredentials();
  const usable = (credentials.data ?? []).filter(signsIn);
  const options = usable.map(({ id, name, host }) => ({ value: id, label: name, hint: host }));
  const isKnown = at.credential === "" || usable.some(({ id }) => id === at.credential);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && at.address.trim() !== "") onRead();
  };
  return (
    <>
      <Field label="Address" hint={words.hint}>
        {(ids) => (
          <Input
            {...ids}
            type="url"
            placeholder={words.placeholder}
            value={at.address}
            maxLength={2000}
            readOnly={isReadOnly}
            className="font-mono text-xs"
            onKeyDown={onKeyDown}
            onChange={(event) => onChange({ address: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field
        label="Credential"
        optional
        hint="It is sent to its own server only. Add one in Settings → Models and credentials."
      >
        {(ids) => (
          <Select
            {...ids}
            value={at.credential === "" ? none : at.credential}
            options={[
              { value: none, label: "None" },
              ...options,
              ...(isKnown || credentials.isPending ? [] : [{ value: at.credential, label: "A deleted credential" }]),
            ]}
            disabled={isReadOnly}
            onChange={(id) => {
              const credential = id === none ? "" : id;
              onChange({ credential });
              onCredential(credential);
            }}
          />
        )}
      </Field>
      {isReadOnly ? null : (
        <Button className="self-start" busy={isBusy} disabled={at.address.trim() === ""} onClick={onRead}>
          {isBusy || !isRead ? null : <RefreshCw aria-hidden className="size-3.5" />}
          {isRead ? "Read again" : words.verb}
        </Button>
      )}
    </>
  );
}
