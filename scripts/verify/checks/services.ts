import { z } from "zod";
import { v1 } from "../api.ts";
import type { Check } from "../check.ts";
import { Problem } from "../problem.ts";

/** Read tolerantly: an installation of another release may say more or less. */
const Readiness = z.object({
  database: z.boolean(),
  broker: z.boolean(),
  migrations: z.boolean(),
  databaseMs: z.number().nullable().default(null),
  brokerMs: z.number().nullable().default(null),
});
const Workspace = z.object({ name: z.string(), role: z.string() });

const you = "this machine";

export const web: Check = {
  name: "web",
  needs: [],
  async run({ api, options: { url } }) {
    const { ms } = await api.call("GET", "/healthz", { schema: z.object({ ok: z.literal(true) }) });
    const { pathname } = new URL(url);
    const problem = `The address has a path (${pathname}). The API answers there; pages need a host of their own.`;
    const advice = "Give Patchbay a host name of its own, such as patchbay.example.com, and set PATCHBAY_URL to it.";
    const warnings = pathname === "/" ? [] : [{ problem, advice }];
    return { detail: "answers", hops: [{ from: you, to: "web", ms }], warnings };
  },
};

export const database: Check = {
  name: "database",
  needs: ["web"],
  async run({ api }) {
    const { databaseMs, database: isUp } = await readinessFrom(api);
    if (!isUp) {
      const advice =
        "Check that Postgres runs and takes connections, and DATABASE_URL of the web process: host, port, password, TLS.";
      throw new Problem("The web process does not reach its database.", advice);
    }
    return { detail: "answers the web process", hops: hop("web", "database", databaseMs) };
  },
};

export const migrations: Check = {
  name: "migrations",
  needs: ["database"],
  async run({ api }) {
    const { migrations: isComplete } = await readinessFrom(api);
    if (isComplete) return { detail: "the database has all of this version" };
    throw new Problem("The database lacks migrations of the version that runs.", "Apply them: npm run migrate");
  },
};

export const broker: Check = {
  name: "broker",
  needs: ["web"],
  async run({ api }) {
    const { brokerMs, broker: isUp } = await readinessFrom(api);
    if (!isUp) {
      const advice =
        "With Kafka, check KAFKA_BROKERS of the web process and that the brokers take connections from there; without it, check the database, which is the broker then.";
      throw new Problem("The web process does not reach the broker.", advice);
    }
    return { detail: "answers the web process", hops: hop("web", "broker", brokerMs) };
  },
};

export const key: Check = {
  name: "API key",
  needs: ["web", "database"],
  async run({ api, options }) {
    if (options.key === undefined) {
      const advice = "Make one under Settings → API keys and give it with --key or PATCHBAY_API_KEY.";
      throw new Problem("There is no API key, so nothing behind the health checks can be verified.", advice);
    }
    const { value } = await api.call("GET", `${v1}/workspace`, { schema: Workspace });
    if (value.role === "viewer") {
      throw new Problem("The API key may only read.", "Use a key whose role is editor or owner.");
    }
    return { detail: `of the workspace “${value.name}”, as ${value.role}` };
  },
};

async function readinessFrom(api: Parameters<Check["run"]>[0]["api"]) {
  const { value } = await api.call("GET", "/readyz", { schema: Readiness, accepts: [503] });
  return value;
}

const hop = (from: string, to: string, ms: number | null) => (ms === null ? [] : [{ from, to, ms }]);
