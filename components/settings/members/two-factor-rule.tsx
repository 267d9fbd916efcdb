"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "../../api/provider.tsx";
import { toastError } from "../../api/toast-error.ts";
import { Switch } from "../../ui/form/switch.tsx";
import { Section } from "../section.tsx";

/** Whether the workspace asks its members for a second factor. */
export function TwoFactorRule() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const { data } = useQuery(trpc.signInRules.get.queryOptions());
  const set = useMutation(
    trpc.signInRules.set.mutationOptions({
      onError: toastError,
      onSuccess: (_done, rules) => {
        queries.setQueryData(trpc.signInRules.get.queryKey(), rules);
        // Leads on to the setting up, where the owner has yet to do that.
        router.refresh();
      },
    }),
  );
  const isOn = set.isPending ? set.variables.requiresTwoFactor : data?.requiresTwoFactor;
  return (
    <Section title="Signing in">
      <div className="flex items-start gap-3 rounded-card border bg-panel p-5">
        <Switch
          id="two-factor-rule"
          aria-describedby="two-factor-rule-note"
          checked={isOn ?? false}
          disabled={isOn === undefined}
          onChange={(requiresTwoFactor) => set.mutate({ requiresTwoFactor })}
        />
        <div>
          <label htmlFor="two-factor-rule" className="font-medium">
            Require two-factor authentication
          </label>
          <p id="two-factor-rule-note" className="text-muted text-xs">
            Members with a password set up an authenticator app before they go on, you too. API keys are not affected.
          </p>
        </div>
      </div>
    </Section>
  );
}
