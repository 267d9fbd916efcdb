"use client";
import { type SyntheticEvent, useState } from "react";
import type { AccountView } from "../../../../lib/views/account-views.ts";
import { addPasskey } from "../../../api/passkeys/ask-passkey.ts";
import { deviceName } from "../../../api/passkeys/device-name.ts";
import { Button } from "../../../ui/form/button.tsx";
import { Field } from "../../../ui/form/field.tsx";
import { Input } from "../../../ui/form/input.tsx";
import { AddDialog } from "../../../ui/overlay/add-dialog.tsx";
import { toast } from "../../../ui/overlay/toast.tsx";
import { Notice } from "../../../ui/text/notice.tsx";
import { CodeField, Secret } from "../proof-fields.tsx";

type Props = {
  account: Pick<AccountView, "hasPassword" | "hasTwoFactor">;
  /** Names of the passkeys that there are. */
  taken: readonly string[];
  onAdded: () => void;
};

export function AddPasskey({ account, taken, onAdded }: Props) {
  return (
    <AddDialog
      label="Add a passkey"
      title="Add a passkey"
      description="Your browser asks next where to keep it: on this device, a phone or a security key."
    >
      {(close) => (
        <AddForm
          account={account}
          taken={taken}
          onAdded={() => {
            close();
            toast("Passkey added.");
            onAdded();
          }}
        />
      )}
    </AddDialog>
  );
}

function AddForm({ account: { hasPassword, hasTwoFactor }, taken, onAdded }: Props) {
  // The dialog is never drawn by the server.
  const [name, setName] = useState(() => deviceName(navigator, taken));
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const isIncomplete = name.trim() === "" || (hasPassword && password === "") || (hasTwoFactor && code.trim() === "");
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    const proof = { ...(hasPassword ? { password } : {}), ...(hasTwoFactor ? { code: code.trim() } : {}) };
    const outcome = await addPasskey(name.trim(), proof);
    setBusy(false);
    if (outcome.problem === undefined) return onAdded();
    setProblem(outcome.problem);
    // A code counts once, also where the rest failed.
    setCode("");
  };
  return (
    <form onSubmit={submit} className="flex flex-col items-start gap-4">
      <Field label="Name" hint="Shown in the list of your passkeys." className="w-full max-w-sm">
        {(props) => <Input {...props} maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      {hasPassword ? <Secret label="Your password" value={password} onChange={setPassword} /> : null}
      {hasTwoFactor ? <CodeField hint="From the app, or a recovery code." value={code} onChange={setCode} /> : null}
      {problem ? <Notice tone="danger">{problem}</Notice> : null}
      <Button type="submit" tone="primary" busy={isBusy} disabled={isIncomplete}>
        Continue
      </Button>
    </form>
  );
}
