import { z } from "zod";
import type { Check } from "../check.ts";
import { Problem } from "../problem.ts";

const Ways = z.object({
  result: z.object({
    data: z.object({
      password: z.boolean(),
      oidc: z.object({ name: z.string(), isUp: z.boolean() }).optional(),
    }),
  }),
});

/** The ways in, and whether the web process reaches the identity provider. */
export const signIn: Check = {
  name: "sign-in",
  needs: ["web", "database"],
  async run({ api }) {
    const { value } = await api.call("GET", "/api/trpc/account.signInWays", { schema: Ways });
    const { password, oidc } = value.result.data;
    if (oidc && !oidc.isUp) {
      const advice =
        "Check that PATCHBAY_OIDC_ISSUER is the address that the provider calls itself, and that the web process reaches it; its log names the cause.";
      throw new Problem(`The identity provider (${oidc.name}) does not answer the web process.`, advice);
    }
    return {
      detail: [...(password ? ["password"] : []), ...(oidc ? [`${oidc.name}, which answers`] : [])].join(" and "),
    };
  },
};
