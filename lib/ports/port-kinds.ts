/** The kinds of values that travel between ports. What stands for each everywhere is in port-kind-table.ts. */
import * as z from "zod";
import { kindNames } from "./port-kind-table.ts";

export { portKinds } from "./port-kind-table.ts";

export const PortKind = z.enum(kindNames);
export type PortKind = z.infer<typeof PortKind>;
