import { loadStatement } from "../../../../platform/database/sql-file.ts";
import { runLists } from "../../../run-columns.ts";
import { workerLists } from "../worker-lists.ts";

export const claimRuns = loadStatement(
  new URL("./claim-runs.sql", import.meta.url),
  { runIds: "text[]", worker: "text" },
  runLists,
);
export const claimRunsWithin = loadStatement(
  new URL("./claim-runs-within.sql", import.meta.url),
  { runIds: "text[]", worker: "text", workspaces: "text[]", capacities: "int[]", capacity: "int" },
  runLists,
);
export const claimNext = loadStatement(
  new URL("./claim-next.sql", import.meta.url),
  {
    limit: "int",
    worker: "text",
    minAgeMs: "float8",
    workspaces: "text[]",
    served: "float8[]",
    capacities: "int[]",
    capacity: "int",
    except: "text[]",
  },
  runLists,
);
export const claimOwn = loadStatement(
  new URL("./claim-own.sql", import.meta.url),
  { held: "text[]", worker: "text" },
  runLists,
);
export const aliveWorkers = loadStatement(
  new URL("./alive-workers.sql", import.meta.url),
  { worker: "text" },
  workerLists,
);
export const workersWithCapacity = loadStatement(
  new URL("./workers-with-capacity.sql", import.meta.url),
  { worker: "text" },
  workerLists,
);
export const endedWorkers = loadStatement(new URL("./ended-workers.sql", import.meta.url), {}, workerLists);
export const endLeases = loadStatement(new URL("./end-leases.sql", import.meta.url), { workers: "text[]" });
export const expireRuns = loadStatement(new URL("./expire-runs.sql", import.meta.url), {});
export const extendLeases = loadStatement(new URL("./extend-leases.sql", import.meta.url), {
  runIds: "text[]",
  tokens: "int[]",
  worker: "text",
});
export const releaseLeases = loadStatement(new URL("./release-leases.sql", import.meta.url), {
  runIds: "text[]",
  tokens: "int[]",
  worker: "text",
  delayMs: "float8",
});
