"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useSyncExternalStore } from "react";
import type { AccountView, PasskeyAbsence } from "../../../../lib/views/account-views.ts";
import { useTRPC } from "../../../api/provider.tsx";
import { Notice } from "../../../ui/text/notice.tsx";
import { AddPasskey } from "./add-passkey.tsx";
import { PasskeyTable } from "./passkey-table.tsx";

type Props = { account: Pick<AccountView, "hasPassword" | "hasTwoFactor" | "passkeys"> };

/** The passkeys of an account: adding, renaming and removing them. */
export function PasskeysForm({ account }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data = [] } = useQuery(trpc.account.passkeys.queryOptions());
  const refresh = () => void queries.invalidateQueries({ queryKey: trpc.account.passkeys.queryKey() });
  const { passkeys } = account;
  return (
    <div className="flex flex-col items-stretch gap-4">
      {"absent" in passkeys ? <Notice>{absences[passkeys.absent]}</Notice> : null}
      {data.length > 0 ? <PasskeyTable passkeys={data} onChanged={refresh} /> : null}
      {"absent" in passkeys ? null : (
        <AtAddress origin={passkeys.origin}>
          <div>
            <AddPasskey account={account} taken={data.map(({ name }) => name)} onAdded={refresh} />
          </div>
        </AtAddress>
      )}
    </div>
  );
}

const absences: Record<PasskeyAbsence, string> = {
  ip: "This Patchbay cannot have passkeys, since its public address is an IP address. They need a domain with https, or localhost: set PATCHBAY_URL to such an address.",
  http: "This Patchbay cannot have passkeys, since its public address begins with http://. They need https: set it up, and change PATCHBAY_URL.",
  provider: "Only the identity provider decides here who comes in, so there are no passkeys.",
};

/** The browser would refuse at any other address, in words that explain nothing. */
function AtAddress({ origin, children }: { origin: string; children: ReactNode }) {
  const here = useSyncExternalStore(
    never,
    () => window.location.origin,
    () => origin,
  );
  if (here === origin) return children;
  return (
    <Notice>
      Passkeys work only at <a href={`${origin}/settings?tab=account`}>{origin}</a>. Open Patchbay there to add one.
    </Notice>
  );
}

const never = () => () => {};
