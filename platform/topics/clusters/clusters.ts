/** The Kafkas that workspaces have credentials for: each is opened with its first use, and again when its credential was changed. */
import { PatchbayError } from "../../../lib/errors.ts";
import { sha256 } from "../../ids.ts";
import { withTimeout } from "../../retry/with-timeout.ts";
import { type Cluster, type ClusterCredential, type ClusterOptions, openCluster } from "./cluster.ts";

type Credential = ClusterCredential & { provider: string };

export type Clusters = {
  /** Throws, with what to do, when the credential is gone or cannot be used. */
  open(workspaceId: string, credentialId: string): Promise<Cluster>;
  /** Lists what can be seen with a credential that need not be stored. Throws with what is wrong. */
  tryOut(credential: ClusterCredential, signal: AbortSignal): Promise<string[]>;
  close(): Promise<void>;
};

export type ReadClusterCredential = (workspaceId: string, id: string) => Promise<Credential | undefined>;

type Deps = ClusterOptions & { readCredential: ReadClusterCredential };

/** A changed credential is noticed within this. */
const rememberedMs = 10_000;
/** A cluster that is away must not keep a process from stopping. */
const closingMs = 2000;

type Kept = { of: string; cluster: Cluster; readAt: number };

export function openClusters({ readCredential, ...options }: Deps): Clusters {
  const kept = new Map<string, Promise<Kept>>();

  async function look(workspaceId: string, credentialId: string, former: Kept | undefined): Promise<Kept> {
    const readAt = performance.now();
    const credential = await readCredential(workspaceId, credentialId);
    if (credential?.provider !== "kafka") {
      await former?.cluster.close();
      const words = "The cluster's credential was deleted. Choose another one in the settings of the node.";
      throw new PatchbayError("bad_input", words);
    }
    const of = sha256(JSON.stringify([credential.baseUrl, credential.secret]));
    if (former?.of === of) return { ...former, readAt };
    await former?.cluster.close();
    return { of, readAt, cluster: openCluster(credential, options) };
  }

  return {
    async open(workspaceId, credentialId) {
      const key = `${workspaceId}/${credentialId}`;
      const last = kept.get(key);
      const former = await last?.catch(() => undefined);
      if (former && performance.now() - former.readAt < rememberedMs) return former.cluster;
      // Others may have looked meanwhile.
      const newer = kept.get(key);
      const looking = newer !== undefined && newer !== last ? newer : look(workspaceId, credentialId, former);
      kept.set(key, looking);
      looking.catch((thrown: unknown) => {
        if (kept.get(key) !== looking) return;
        // A database that was away is no reason to connect anew.
        if (former && !(thrown instanceof PatchbayError)) kept.set(key, Promise.resolve(former));
        else kept.delete(key);
      });
      return (await looking).cluster;
    },
    async tryOut(credential, signal) {
      const cluster = openCluster(credential, { ...options, retries: 1 });
      const over = Promise.withResolvers<never>();
      const end = () => over.reject(signal.reason);
      signal.addEventListener("abort", end, { once: true });
      try {
        return await Promise.race([cluster.list(), over.promise]);
      } finally {
        signal.removeEventListener("abort", end);
        void cluster.close().catch(() => {});
      }
    },
    async close() {
      await Promise.allSettled(
        [...kept.values()].map(async (one) => withTimeout((await one).cluster.close(), closingMs)),
      );
    },
  };
}
