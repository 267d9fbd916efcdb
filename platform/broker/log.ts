import type { Logger } from "pino";

/** The part of a pino logger that the broker's drivers use. */
export type BrokerLog = Pick<Logger, "warn" | "error" | "debug">;

export const silentLog: BrokerLog = { warn: () => {}, error: () => {}, debug: () => {} };
