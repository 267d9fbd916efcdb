/** How a Model service node signs in at a server. Each kind is a provider of credentials, whose secret is what is named here. */
import * as z from "zod";

export const SignInKind = z.enum(["bearer", "api-key", "basic", "oauth-client"]);
export type SignInKind = z.infer<typeof SignInKind>;

const headerName = /^[\w!#$%&'*+.^`|~-]+$/;

/** The secret of each kind as it is stored: a token as it is, the others as JSON. */
export const signInSecrets = {
  bearer: z.string().min(1),
  "api-key": z.object({ in: z.enum(["header", "query"]), name: z.string().regex(headerName), key: z.string().min(1) }),
  basic: z.object({ user: z.string(), password: z.string() }),
  "oauth-client": z.object({
    tokenUrl: z.url(),
    clientId: z.string().min(1),
    clientSecret: z.string(),
    scope: z.string().default(""),
  }),
} as const satisfies Record<SignInKind, z.ZodType>;

/** Whether a credential is one that a Model service node can use. */
export function signsIn<T extends { provider: string }>(credential: T): credential is T & { provider: SignInKind } {
  return SignInKind.safeParse(credential.provider).success;
}
