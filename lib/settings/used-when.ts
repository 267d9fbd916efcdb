/** When a setting counts: some are read only for one value of another setting, such as the selector for HTML alone. */
import * as z from "zod";

/** Said in `.meta({ usedWhen })`. `setting` is a setting of the same node type, and `is` lists values of it. */
export const UsedWhen = z.object({ setting: z.string(), is: z.array(z.string()).min(1) });
export type UsedWhen = z.infer<typeof UsedWhen>;

declare module "zod" {
  interface GlobalMeta {
    usedWhen?: UsedWhen;
  }
}
