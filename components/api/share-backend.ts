import type { RunBackend } from "./backend.ts";
import type { ApiClient } from "./client.tsx";
import { ask, toHandlers } from "./editor-backend.ts";

/** What a share link may do: run the version it names, watch that run and stop it. */
export function shareBackend(api: ApiClient, token: string): RunBackend {
  return {
    startRun: (inputs) => ask(api.share.run.mutate({ token, inputs })),
    readRun: (runId) => ask(api.share.getRun.query({ token, runId })),
    watchRun: (runId, on) => {
      const watch = api.share.runEvents.subscribe({ token, runId }, toHandlers(on));
      return () => watch.unsubscribe();
    },
    cancelRun: async (runId) => void (await ask(api.share.cancelRun.mutate({ token, runId }))),
  };
}
