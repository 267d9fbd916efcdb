/** Who may come in by the identity provider, and with which role. */
import { Role } from "../../../lib/access/role.ts";
import type { Oidc } from "../../../platform/oidc-settings.ts";
import type { Claims } from "./claims.ts";

/** The sign-in page has a sentence for each (components/api/sign-in/sign-in-problems.ts). */
type Refusal = "oidc_domain" | "oidc_no_role" | "oidc_no_account" | "oidc_email_unverified";
/** `role`: what the person is to be; undefined leaves it as it is. */
type Verdict = { refusal: Refusal } | { refusal?: undefined; role: Role | undefined };

type Rules = Pick<Oidc, "domains" | "newcomers" | "groupRoles">;

export function admit(claims: Claims, { isNew, rules }: { isNew: boolean; rules: Rules }): Verdict {
  const { domains, newcomers, groupRoles } = rules;
  if (domains.length > 0 && !domains.includes(domainOf(claims.email))) return { refusal: "oidc_domain" };
  const others = newcomers === "none" ? undefined : newcomers;
  const role = roleOf(claims.groups, groupRoles) ?? others;
  if (groupRoles.length > 0 && role === undefined) return { refusal: "oidc_no_role" };
  if (!isNew) return { role: groupRoles.length > 0 ? role : undefined };
  if (role === undefined) return { refusal: "oidc_no_account" };
  return claims.emailVerified ? { role } : { refusal: "oidc_email_unverified" };
}

/** The one that may do most. */
function roleOf(groups: readonly string[], groupRoles: Rules["groupRoles"]): Role | undefined {
  const given = groupRoles.filter(([group]) => groups.includes(group)).map(([, role]) => role);
  return Role.options.find((role) => given.includes(role));
}

const domainOf = (email = "") => email.slice(email.lastIndexOf("@") + 1);
