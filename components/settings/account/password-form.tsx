"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type SyntheticEvent, useState } from "react";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { toast } from "../../ui/overlay/toast.tsx";
import { Notice } from "../../ui/text/notice.tsx";

const empty = { current: "", next: "", again: "" };

/** Sets the first password, or changes it with the help of the current one. */
export function PasswordForm({ email, hasPassword }: { email: string; hasPassword: boolean }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [typed, setTyped] = useState(empty);
  const change = useMutation(
    trpc.account.setPassword.mutationOptions({
      onSuccess: () => {
        setTyped(empty);
        toast(hasPassword ? "Password changed." : "Password set.");
        router.refresh();
      },
    }),
  );
  const differ = typed.again !== "" && typed.again !== typed.next;
  const isIncomplete = typed.next === "" || typed.again !== typed.next || (hasPassword && typed.current === "");
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    change.mutate({ password: typed.next, ...(hasPassword ? { currentPassword: typed.current } : {}) });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-5 rounded-card border bg-panel p-5">
      {hasPassword ? null : (
        <Notice>You have no password yet. Set one to sign in with {email} from any browser.</Notice>
      )}
      {/* For password managers: whose password this is. */}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      {hasPassword ? (
        <PasswordField
          label="Current password"
          autoComplete="current-password"
          value={typed.current}
          onChange={(current) => setTyped({ ...typed, current })}
        />
      ) : null}
      <PasswordField
        label="New password"
        hint="At least 10 characters."
        autoComplete="new-password"
        value={typed.next}
        onChange={(next) => setTyped({ ...typed, next })}
      />
      <PasswordField
        label="Repeat new password"
        error={differ ? "The passwords do not match. Type the same one twice." : undefined}
        autoComplete="new-password"
        value={typed.again}
        onChange={(again) => setTyped({ ...typed, again })}
      />
      {change.error ? <Notice tone="danger">{userMessage(change.error)}</Notice> : null}
      <Button type="submit" tone="primary" className="self-start" busy={change.isPending} disabled={isIncomplete}>
        {hasPassword ? "Change password" : "Set password"}
      </Button>
    </form>
  );
}

type FieldProps = {
  label: string;
  hint?: string;
  error?: string | undefined;
  autoComplete: "current-password" | "new-password";
  value: string;
  onChange: (value: string) => void;
};

function PasswordField({ label, hint, error, autoComplete, value, onChange }: FieldProps) {
  const least = autoComplete === "new-password" ? { minLength: 10 } : {};
  return (
    <Field label={label} hint={hint} error={error} className="max-w-sm">
      {(props) => (
        <Input
          {...props}
          {...least}
          required
          maxLength={200}
          type="password"
          autoComplete={autoComplete}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
