import { appRouter } from "./router.ts";
import { createCallerFactory } from "./trpc.ts";

/** Calls procedures in this process, with the same checks as over HTTP. */
export const createCaller = createCallerFactory(appRouter);
export type Caller = ReturnType<typeof createCaller>;
