"use client";
import { type FormEvent, useState } from "react";
import type { FormPage } from "../../lib/views/live/form-views.ts";
import { useTRPCClient } from "../api/client.tsx";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Input } from "../ui/form/input.tsx";

type Props = { token: string; isTest: boolean; onOpen: (page: FormPage, password: string) => void };

/** A form with a password tells no more than its title before it. */
export function PasswordGate({ token, isTest, onOpen }: Props) {
  const client = useTRPCClient();
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const unlock = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      onOpen(await client.forms.unlock.mutate({ token, isTest, password }), password);
    } catch (thrown) {
      setProblem(userMessage(thrown));
      setBusy(false);
    }
  };
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void unlock(event)}>
      <Field label="Password" error={problem}>
        {(ids) => (
          <Input
            {...ids}
            type="password"
            autoComplete="off"
            className="h-10 text-base sm:h-9 sm:text-sm"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
      </Field>
      <Button type="submit" tone="primary" className="h-10 self-stretch sm:h-9 sm:self-start" busy={isBusy}>
        Open the form
      </Button>
    </form>
  );
}
