import { RunStatus, Trigger } from "../../../lib/run.ts";
import type { RunFilters } from "../../../lib/views/run-views.ts";
import { listedTriggers } from "./trigger-label.ts";

const hour = 3_600_000;
export const periods = {
  any: { label: "Any time", ms: undefined },
  hour: { label: "Last hour", ms: hour },
  day: { label: "Last 24 hours", ms: 24 * hour },
  week: { label: "Last 7 days", ms: 7 * 24 * hour },
  month: { label: "Last 30 days", ms: 30 * 24 * hour },
} as const;
export type Period = keyof typeof periods;

/** What a list of runs is narrowed to, as it stands in the address: /runs?status=failed&period=day. */
export type HistoryFilters = {
  status: RunStatus | "all";
  /** "single" leaves out the rows of batches, which are many. */
  trigger: Trigger | "all" | "single";
  /** "all" or an id; a pipeline's own history has no use for it. */
  pipeline: string;
  /** "all", "draft" or a number. */
  version: string;
  period: Period;
  /** Text that a run holds; "" is any. */
  search: string;
};
export const noFilters: HistoryFilters = {
  status: "all",
  trigger: "all",
  pipeline: "all",
  version: "all",
  period: "any",
  search: "",
};

const single = listedTriggers.filter((trigger) => trigger !== "batch");

type Query = Record<string, string | string[] | undefined>;

export function readFilters(query: Query): HistoryFilters {
  const status = RunStatus.safeParse(query.status);
  const trigger = Trigger.safeParse(query.trigger);
  const period = periodNames.find((name) => name === query.period);
  const version = typeof query.version === "string" && /^(draft|\d{1,6})$/.test(query.version) ? query.version : "all";
  const pipeline = typeof query.pipeline === "string" && /^[\w-]{1,64}$/.test(query.pipeline) ? query.pipeline : "all";
  return {
    status: status.success ? status.data : "all",
    trigger: trigger.success ? trigger.data : query.trigger === "single" ? "single" : "all",
    pipeline,
    version,
    period: period ?? "any",
    search: typeof query.search === "string" ? query.search.slice(0, 200) : "",
  };
}

export function filtersToSearch(filters: HistoryFilters): string {
  const set = Object.entries(filters).filter(([name, value]) => value !== Reflect.get(noFilters, name));
  return set.length === 0 ? "" : `?${new URLSearchParams(set)}`;
}

/** As the API takes them. `now` is in milliseconds; the start of the period is cut to the minute to keep it stable. */
export function toRunFilters(filters: HistoryFilters, now: number): Partial<RunFilters> {
  const { status, trigger, pipeline, version, period, search } = filters;
  const ms = periods[period].ms;
  return {
    ...(status === "all" ? {} : { status }),
    ...(trigger === "all" ? {} : { trigger: trigger === "single" ? single : trigger }),
    ...(pipeline === "all" ? {} : { pipelineId: pipeline }),
    ...(version === "all" ? {} : { version: version === "draft" ? null : Number(version) }),
    ...(search.trim() === "" ? {} : { search: search.trim() }),
    ...(ms === undefined ? {} : { from: new Date(Math.floor((now - ms) / 60_000) * 60_000).toISOString() }),
  };
}

export const periodNames = ["any", "hour", "day", "week", "month"] as const satisfies readonly Period[];
