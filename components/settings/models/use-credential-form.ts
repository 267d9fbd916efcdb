"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { CredentialProvider, CredentialTest, StoredCredential } from "../../../lib/views/api-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { providers } from "./providers.ts";

/** A stored credential as its form begins; the key is not among it. */
export type Edited = { id: string; name: string; provider: CredentialProvider; baseUrl: string };
type Fields = { name: string; provider: CredentialProvider; baseUrl: string; secret: string };

const empty: Fields = {
  name: providers["openai-compatible"].label,
  provider: "openai-compatible",
  baseUrl: providers["openai-compatible"].baseUrl,
  secret: "",
};

/** The fields of a credential's form and what its buttons do. Storing tests first; what failed may be stored anyway. */
export function useCredentialForm(edited: Edited | undefined, onStored: () => void) {
  const trpc = useTRPC();
  const [fields, setFields] = useState<Fields>(edited ? { ...empty, ...edited } : empty);
  const [said, setSaid] = useState<CredentialTest>();
  const [mayStoreAnyway, setMayStoreAnyway] = useState(false);
  const told = (test: CredentialTest) => {
    setSaid(test);
    setMayStoreAnyway(!test.ok);
  };
  // Such as a name that is taken, which is not mended by storing it anyway.
  const failed = (problem: unknown) => setSaid({ ok: false, message: userMessage(problem) });
  const tested = { onSuccess: told, onError: failed };
  const stored = {
    onSuccess: ({ test, credential }: StoredCredential) => {
      if (credential) onStored();
      else if (test) told(test);
    },
    onError: failed,
  };
  const testNew = useMutation(trpc.credentials.testNew.mutationOptions(tested));
  const testChange = useMutation(trpc.credentials.testChange.mutationOptions(tested));
  const create = useMutation(trpc.credentials.add.mutationOptions(stored));
  const update = useMutation(trpc.credentials.update.mutationOptions(stored));

  const set = (change: Partial<Fields>) => {
    setFields({ ...fields, ...change });
    setSaid(undefined);
    setMayStoreAnyway(false);
  };
  const { provider, secret } = fields;
  const [name, baseUrl] = [fields.name.trim(), fields.baseUrl.trim()];
  const change = edited && {
    id: edited.id,
    ...(baseUrl === edited.baseUrl ? {} : { baseUrl }),
    ...(secret === "" ? {} : { secret }),
  };
  return {
    fields,
    said,
    mayStoreAnyway,
    isTesting: testNew.isPending || testChange.isPending,
    isStoring: create.isPending || update.isPending,
    set,
    test() {
      if (change) testChange.mutate(change);
      else testNew.mutate({ provider, baseUrl, secret });
    },
    store() {
      const anyway = mayStoreAnyway;
      if (change && edited) update.mutate({ ...change, ...(name === edited.name ? {} : { name }), anyway });
      else create.mutate({ name, provider, baseUrl, secret, anyway });
    },
  };
}
