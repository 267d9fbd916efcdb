/** Signing in with the identity provider of the settings, by better-auth's generic OAuth plugin. */
import { AsyncLocalStorage } from "node:async_hooks";
import { genericOAuth } from "better-auth/plugins";
import type { Role } from "../../../lib/access/role.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Database } from "../../../platform/database/db.ts";
import { type Oidc, oidcProviderId as providerId } from "../../../platform/oidc-settings.ts";
import type { SignInNotes } from "../../audit/audit-sign-ins.ts";
import { ensureOwner } from "../owner.ts";
import { addMember, setRole } from "../workspaces.ts";
import { admit } from "./admit.ts";
import type { Claims, Tokens } from "./claims.ts";
import { discoveryUrl } from "./discovery.ts";

/** What one request has learnt about who comes in. */
type Arrival = { ip: string; claims?: Claims; isNew?: boolean; role?: Role | undefined };
type Deps = {
  oidc: Oidc;
  prisma: Database;
  notes: SignInNotes;
  claimsOf(tokens: Tokens): Promise<Claims | undefined>;
};

export function openOidc({ oidc, prisma, notes, claimsOf }: Deps) {
  const arrivals = new AsyncLocalStorage<Arrival>();

  async function join(userId: string): Promise<void> {
    const { role, ip = "", claims } = arrivals.getStore() ?? {};
    if (role !== undefined) await joinFirst({ prisma, notes }, { userId, role, ip, email: claims?.email ?? "" });
  }

  /** Who was removed from the workspace stays out, and its last owner stays one, whatever the groups say. */
  async function followGroups(userId: string): Promise<void> {
    const { role, ip } = arrivals.getStore() ?? {};
    if (role === undefined) return;
    const { workspaceId } = await ensureOwner(prisma);
    const membership = await prisma.membership.findFirst({ where: { userId, workspaceId } });
    if (!membership || (membership.role === role && membership.roleId === null)) return;
    try {
      await setRole(prisma, { workspaceId, userId, role });
      await notes.member("member.role changed", { userId, workspaceId, role, ip: ip ?? "" });
    } catch (error) {
      if (!(error instanceof PatchbayError) || error.code !== "conflict") throw error;
    }
  }

  /** Of an account that was there before; a newcomer's has not known another way in. */
  async function connected(userId: string): Promise<void> {
    const { ip = "", isNew } = arrivals.getStore() ?? {};
    if (!isNew) await notes.changed("account.identity provider connected", { userId, ip, way: "identity provider" });
  }

  return {
    join,
    followGroups,
    connected,

    plugin: genericOAuth({
      config: [
        {
          providerId,
          name: oidc.name,
          discoveryUrl: discoveryUrl(oidc),
          requireIdTokenVerification: true,
          clientId: oidc.clientId,
          ...(oidc.clientSecret === undefined
            ? { tokenEndpointAuth: { method: "none" } }
            : { clientSecret: oidc.clientSecret, authentication: "basic" }),
          scopes: [...oidc.scopes],
          pkce: true,
          postLogoutRedirectURI: "/sign-in",
          async getUserInfo(tokens) {
            const claims = await claimsOf(tokens);
            const arrival = arrivals.getStore();
            if (claims && arrival) arrival.claims = claims;
            return claims ? { ...claims, email: claims.email ?? null } : null;
          },
        },
      ],
    }),

    /** better-auth asks this before it makes an account, links one, or lets someone in again. */
    check(action: string): { error: string } | undefined {
      const arrival = arrivals.getStore();
      if (!arrival?.claims) return { error: "oidc_failed" };
      arrival.isNew = action === "create-user";
      const verdict = admit(arrival.claims, { isNew: arrival.isNew, rules: oidc });
      if (verdict.refusal !== undefined) return { error: verdict.refusal };
      arrival.role = verdict.role;
      return undefined;
    },

    /** Answers a request of a sign-in by the provider, and notes one that was refused. */
    async watch(ip: string, answer: () => Promise<Response>): Promise<Response> {
      const arrival: Arrival = { ip };
      const response = await arrivals.run(arrival, answer);
      const reason = errorIn(response.headers.get("location"));
      const email = arrival.claims?.email;
      if (reason !== undefined && email !== undefined) {
        const { workspaceId } = await ensureOwner(prisma);
        await notes.failed({ email, ip, way: "identity provider", reason, home: workspaceId });
      }
      return response;
    },
  };
}

/**
 * Where a quota leaves no room they have an account and are told that they are in no workspace; its owners read why, and can
 * invite them.
 */
async function joinFirst(
  { prisma, notes }: Pick<Deps, "prisma" | "notes">,
  { email, ...member }: { userId: string; role: Role; ip: string; email: string },
): Promise<void> {
  const { userId, role, ip } = member;
  const { workspaceId } = await ensureOwner(prisma);
  try {
    await addMember(prisma, { workspaceId, userId, role });
  } catch (error) {
    if (!(error instanceof PatchbayError) || error.code !== "over_quota") throw error;
    await notes.failed({ email, ip, way: "identity provider", reason: error.userMessage, home: workspaceId });
    return;
  }
  await notes.member("member.joined", { ...member, workspaceId });
}

/** The code that better-auth sends people back to the sign-in page with. */
function errorIn(location: string | null): string | undefined {
  if (location === null || !URL.canParse(location, "http://here")) return undefined;
  return new URL(location, "http://here").searchParams.get("error") ?? undefined;
}
