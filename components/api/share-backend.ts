import type { RunBackend } from "./backend.ts";
import type { ApiClient } from "./client.tsx";
import { ask, toHandlers } from "./editor-backend.ts";

/** What a share link may do: run the version it names, watch that run and stop it. Calls back for each run that has started. */
export function shareBackend(api: ApiClient, token: string, onStarted: () => void): RunBackend {
  return {
    startRun: async (inputs) => {
      const started = await ask(api.share.run.mutate({ token, inputs }));
      onStarted();
      return started;
    },
    readRun: (runId) => ask(api.share.getRun.query({ token, runId })),
    readProgress: (runId) => ask(api.share.progress.query({ token, runId })),
    readInside: (runId, at) => ask(api.share.inside.query({ token, runId, ...at })),
    readItem: (runId, at) => ask(api.share.steps.query({ token, runId, ...at })),
    watchRun: (runId, on) => {
      const watch = api.share.runEvents.subscribe({ token, runId }, toHandlers(on));
      return () => watch.unsubscribe();
    },
    readBlob: async (runId, blob) => (await ask(api.share.blob.query({ token, runId, blob }))).value,
    cancelRun: async (runId) => void (await ask(api.share.cancelRun.mutate({ token, runId }))),
  };
}
