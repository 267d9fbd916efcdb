"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type SyntheticEvent, useState } from "react";
import type { AccountView } from "../../../lib/views/account-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { toast } from "../../ui/overlay/toast.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { Section } from "../section.tsx";
import { PasskeysForm } from "./passkeys/passkeys-form.tsx";
import { PasswordForm } from "./password-form.tsx";
import { ProviderForm } from "./provider-form.tsx";
import { TwoFactorForm } from "./two-factor-form.tsx";

/** Who you are here, and the password you come in with. */
export function AccountTab({ account }: { account: AccountView }) {
  // Where only the identity provider decides who comes in, a password would open nothing.
  const usesPasswords = !("absent" in account.passkeys && account.passkeys.absent === "provider");
  return (
    <>
      <Section title="You" note="Your name as others see it, and the email address you sign in with.">
        <PersonForm account={account} />
      </Section>
      {account.provider ? (
        <Section title="Identity provider" note="For signing in with the account that your organisation gives you.">
          <ProviderForm provider={account.provider} email={account.email} />
        </Section>
      ) : null}
      {usesPasswords ? (
        <Section title="Password" note="For signing in without a link. Changing it signs you out everywhere else.">
          <PasswordForm email={account.email} hasPassword={account.hasPassword} />
        </Section>
      ) : null}
      <Section
        title="Passkeys"
        note="For signing in with your fingerprint, face or PIN instead of the password and the code from an app."
      >
        <PasskeysForm account={account} />
      </Section>
      {usesPasswords || account.hasTwoFactor ? (
        <Section
          title="Two-factor authentication"
          note="Signing in with the password then also asks for a code from an app."
        >
          <TwoFactorForm account={account} />
        </Section>
      ) : null}
    </>
  );
}

function PersonForm({ account }: { account: AccountView }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [name, setName] = useState(account.name);
  const [email, setEmail] = useState(account.email);
  const update = useMutation(
    trpc.account.update.mutationOptions({
      onSuccess: () => {
        toast("Saved.");
        // The account menu and the list of members show them too; the server renders them again.
        router.refresh();
      },
    }),
  );
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    update.mutate({ name: name.trim(), email: email.trim() });
  };
  const isChanged = name.trim() !== account.name || email.trim() !== account.email;
  return (
    <form onSubmit={save} className="flex flex-col gap-5 rounded-card border bg-panel p-5">
      <Field label="Your name" className="max-w-sm">
        {(props) => (
          <Input
            {...props}
            required
            maxLength={100}
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="Email" hint="Patchbay does not send email to it." className="max-w-sm">
        {(props) => (
          <Input
            {...props}
            required
            type="email"
            maxLength={200}
            autoComplete="email"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      {update.error ? <Notice tone="danger">{userMessage(update.error)}</Notice> : null}
      <Button
        type="submit"
        tone="primary"
        className="self-start"
        busy={update.isPending}
        disabled={name.trim() === "" || email.trim() === "" || !isChanged}
      >
        Save changes
      </Button>
    </form>
  );
}
