"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { importCurl } from "../../../lib/curl/curl-settings.ts";
import { pruneEdges, setConfig } from "../../../lib/edit/settings.ts";
import type { PlainJson } from "../../../lib/values/json.ts";
import { useTRPC } from "../../api/provider.tsx";
import { userMessage } from "../../api/user-message.ts";
import { useEditorStore } from "../../editor/store/context.tsx";
import { useCredentials } from "../widgets/pickers.tsx";

type Props = { nodeId: string; pasted: string; onClose: () => void };

/** What the dialog shows and does. The secret goes to the server as a credential, and nowhere else. */
export function useCurlImport({ nodeId, pasted, onClose }: Props) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const store = useEditorStore();
  const credentials = useCredentials();
  const create = useMutation(trpc.credentials.create.mutationOptions());
  const [line, setLine] = useState(pasted);
  const [typed, setName] = useState<string>();
  const [isKept, setIsKept] = useState(true);
  const [said, setSaid] = useState<string>();
  const found = line.trim() === "" ? undefined : importCurl(line);
  const name = typed ?? freshName(found?.host ?? "", credentials.data ?? []);
  const isStored = isKept && found?.credential !== undefined;

  function write(credential: string) {
    const { catalogue, edit } = store.getState();
    const settings: [string, PlainJson][] = Object.entries({ ...found?.settings, credential });
    edit("Import curl", (graph) => {
      const changed = settings.reduce(
        (next, [setting, value]) => setConfig(next, catalogue, { nodeId, setting, value }),
        graph,
      );
      return pruneEdges(changed, catalogue, nodeId);
    });
    onClose();
  }

  async function importLine() {
    setSaid(undefined);
    if (!isStored || !found.credential) return write("");
    const { provider, baseUrl, secret } = found.credential;
    const { id } = await create.mutateAsync({ name: name.trim(), provider, baseUrl, secret });
    await client.invalidateQueries({ queryKey: ["credentials"] });
    write(id);
  }

  return {
    ...{ line, found, said, name, isKept },
    isStoring: create.isPending,
    canImport: found !== undefined && (!isStored || name.trim() !== ""),
    setLine,
    setName,
    setIsKept,
    importLine: () => void importLine().catch((problem: unknown) => setSaid(userMessage(problem))),
  };
}

export type CurlImportState = ReturnType<typeof useCurlImport>;

/** The host, with a number where a credential has that name. */
function freshName(host: string, known: readonly { name: string }[]): string {
  const names = new Set(known.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? host : `${host} ${number}`;
    if (!names.has(name)) return name;
  }
}
