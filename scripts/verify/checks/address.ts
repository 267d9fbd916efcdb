import { z } from "zod";
import { openApi, v1 } from "../api.ts";
import type { Check } from "../check.ts";
import { Problem } from "../problem.ts";

const Description = z.object({ servers: z.array(z.object({ url: z.string() })).min(1) });
const advice =
  "Set PATCHBAY_URL of web to the address that people use, and start it anew: links, forms, webhooks and signing in depend on it.";

/** Whether the address that goes into links leads here. What is verified may be reached by another one, such as that of a port. */
export const address: Check = {
  name: "address",
  needs: ["web"],
  async run({ api, options }) {
    const { value } = await api.call("GET", `${v1}/openapi.json`, { schema: Description });
    const stated = new URL(value.servers[0]?.url ?? options.url, options.url);
    const detail = `links begin with ${stated.origin}`;
    if (stated.origin === new URL(options.url).origin) return { detail };
    if (isLocal(stated) && !isLocal(new URL(options.url))) {
      throw new Problem(`Links begin with ${stated.origin}, which leads everyone to their own machine.`, advice);
    }
    const isThere = await openApi({ url: stated.origin, key: undefined })
      .call("GET", "/healthz", { schema: z.object({ ok: z.literal(true) }) })
      .then(...[() => true, () => false]);
    if (isThere) return { detail: `${detail}, which answers too` };
    const problem = `Links begin with ${stated.origin}, where Patchbay does not answer this machine.`;
    return { detail, warnings: [{ problem, advice: `When people reach it there, all is well. Else: ${advice}` }] };
  },
};

const isLocal = ({ hostname }: URL) => /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
