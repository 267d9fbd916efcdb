/** Signing in with an identity provider of one's own (OpenID Connect), as the environment has it. */
import * as z from "zod";
import { Role } from "../lib/access/role.ts";

const flag = z
  .enum(["0", "1", "true", "false"], "should be 1 or 0")
  .transform((value) => value === "1" || value === "true");
const list = (value: string) => value.split(",").flatMap((part) => part.trim() || []);
const roles = Role.options.join(", ");

/** On the way to a provider without TLS, others could answer in its place and sign in as anyone. */
const isSafe = (value: string) => {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === "https:" || (protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname));
};

/** “group=role, another group=role”. */
const GroupRoles = z.string().transform((value, context) => {
  const pairs = list(value).map((part) => {
    const at = part.lastIndexOf("=");
    return [part.slice(0, Math.max(at, 0)).trim(), Role.safeParse(part.slice(at + 1).trim()).data] as const;
  });
  return pairs.flatMap(([group, role]): [string, Role][] => {
    if (group !== "" && role !== undefined) return [[group, role]];
    const message = `should be group=role, several separated by commas; roles are ${roles}`;
    context.addIssue({ code: "custom", message });
    return [];
  });
});

/** The name of the provider in better-auth's table of accounts and in its addresses. */
export const oidcProviderId = "oidc";

export const oidcSettings = {
  PATCHBAY_OIDC_ISSUER: z
    .string()
    .refine(isSafe, "should be an address such as https://login.example.com/realms/main; http only for localhost")
    .optional(),
  PATCHBAY_OIDC_CLIENT_ID: z.string().optional(),
  PATCHBAY_OIDC_CLIENT_SECRET: z.string().optional(),
  PATCHBAY_OIDC_NAME: z.string().trim().min(1).max(40, "should have at most 40 characters").default("single sign-on"),
  PATCHBAY_OIDC_SCOPES: z
    .string()
    .transform((value) => [...new Set(["openid", ...value.split(/[\s,]+/).filter(Boolean)])])
    .default(["openid", "email", "profile"]),
  PATCHBAY_OIDC_DOMAINS: z
    .string()
    .transform((value) => list(value).map((domain) => domain.toLowerCase().replace(/^@/, "")))
    .default([]),
  PATCHBAY_OIDC_NEWCOMERS: z.enum(["none", ...Role.options], `should be none, ${roles}`).default("none"),
  PATCHBAY_OIDC_ROLES: GroupRoles.default([]),
  PATCHBAY_OIDC_ROLES_CLAIM: z.string().trim().min(1).default("groups"),
  PATCHBAY_OIDC_TRUST_EMAIL: flag.default(false),
  PATCHBAY_PASSWORD_SIGN_IN: flag.default(true),
};
const Settings = z.object(oidcSettings);
type OidcSettings = z.output<typeof Settings>;

export type Oidc = {
  issuer: string;
  clientId: string;
  /** A client without a secret is known by PKCE alone. */
  clientSecret: string | undefined;
  /** What the sign-in page calls it. */
  name: string;
  scopes: readonly string[];
  /** Domains of addresses that may sign in; empty for all. */
  domains: readonly string[];
  /** The role of those who have no account yet and no group with a role; none keeps them out. */
  newcomers: Role | "none";
  groupRoles: readonly (readonly [group: string, role: Role])[];
  /** Where the groups stand; dots lead into objects. */
  groupsClaim: string;
  /** The provider has checked every address, and does not say so. */
  trustsEmail: boolean;
};

/** Names each setting that is missing. */
export function checkOidcSettings(settings: OidcSettings, context: z.RefinementCtx): void {
  const add = (name: string, message: string) => context.addIssue({ code: "custom", path: [name], message });
  const { PATCHBAY_OIDC_ISSUER: issuer, PATCHBAY_OIDC_CLIENT_ID: clientId } = settings;
  if (issuer !== undefined && clientId === undefined) {
    add("PATCHBAY_OIDC_CLIENT_ID", "is missing, which PATCHBAY_OIDC_ISSUER needs");
  }
  if (issuer === undefined && clientId !== undefined) {
    add("PATCHBAY_OIDC_ISSUER", "is missing, which PATCHBAY_OIDC_CLIENT_ID needs");
  }
  if (issuer === undefined && !settings.PATCHBAY_PASSWORD_SIGN_IN) {
    add(
      "PATCHBAY_PASSWORD_SIGN_IN",
      "should be 1 while PATCHBAY_OIDC_ISSUER is not set: there is no other way to sign in",
    );
  }
}

export function oidcOf(settings: OidcSettings): Oidc | undefined {
  const { PATCHBAY_OIDC_ISSUER: issuer, PATCHBAY_OIDC_CLIENT_ID: clientId } = settings;
  if (issuer === undefined || clientId === undefined) return undefined;
  return {
    issuer,
    clientId,
    clientSecret: settings.PATCHBAY_OIDC_CLIENT_SECRET,
    name: settings.PATCHBAY_OIDC_NAME,
    scopes: settings.PATCHBAY_OIDC_SCOPES,
    domains: settings.PATCHBAY_OIDC_DOMAINS,
    newcomers: settings.PATCHBAY_OIDC_NEWCOMERS,
    groupRoles: settings.PATCHBAY_OIDC_ROLES,
    groupsClaim: settings.PATCHBAY_OIDC_ROLES_CLAIM,
    trustsEmail: settings.PATCHBAY_OIDC_TRUST_EMAIL,
  };
}
