/**
 * The part of /api/auth that concerns the identity provider. It has a better-auth of its own, on the same tables and secret:
 * the library waits for the provider when it starts, and passwords and sessions must not.
 */
import { isOwnPath, signInAddress } from "../../../lib/values/keys/own-path.ts";
import { oidcOf, oidcProviderId as providerId } from "../../../platform/oidc-settings.ts";
import { type AuthDeps, makeBetterAuth } from "../better-auth.ts";
import { backChannelUrl, openBackChannel } from "./back-channel.ts";
import { type Claims, readClaims, type Tokens } from "./claims.ts";
import { openDiscovery } from "./discovery.ts";
import { openOidc } from "./oidc.ts";

export type ProviderSignIn = {
  name: string;
  isUp(): Promise<boolean>;
  /** Undefined for what is not the provider's. */
  handle(request: Request): Promise<Response | undefined>;
};

/** How long the sign-in page waits to hear that the provider is there. */
const glanceMs = 2000;

export function openProviderSignIn(deps: AuthDeps): ProviderSignIn | undefined {
  const found = oidcOf(deps.env);
  const { prisma, notes, log } = deps;
  if (!found || !notes) return undefined;
  const settings = found;
  const { name } = settings;
  const discovery = openDiscovery(settings);
  const backChannel = openBackChannel({ oidc: settings, prisma, notes, log });
  const oidc = openOidc({ oidc: settings, prisma, notes, claimsOf });
  let opened: { auth: ReturnType<typeof makeBetterAuth>; fingerprint: string } | undefined;

  /** The library would answer what this throws with an empty page. */
  async function claimsOf(tokens: Tokens): Promise<Claims | undefined> {
    try {
      return await readClaims(tokens, { oidc: settings, provider: await discovery.provider() });
    } catch (error) {
      log.warn({ err: error }, "the identity provider did not say who came in");
      return undefined;
    }
  }

  /** Undefined while the provider is away. */
  async function whatItSays() {
    try {
      return await discovery.provider();
    } catch (error) {
      log.warn({ err: error }, "the identity provider does not answer; see PATCHBAY_OIDC_ISSUER");
      return undefined;
    }
  }

  /** The library reads once how the provider describes itself; one that signs in another way since would be refused. */
  async function open() {
    const { fingerprint } = (await whatItSays()) ?? {};
    if (fingerprint === undefined) return undefined;
    if (opened?.fingerprint !== fingerprint) {
      opened = { auth: makeBetterAuth(deps, { oidc, onLink() {} }), fingerprint };
    }
    return opened.auth;
  }

  const away = () => refuse(503, `${name} does not answer at the moment. Sign in another way, or try again later.`);

  async function start(request: Request, path: string): Promise<Response> {
    const auth = await open();
    if (!auth) return away();
    const next = path === "/link-social" ? "/settings?tab=account" : await nextOf(request);
    // Where it failed, one may sign in another way and come to the same page.
    const back = path === "/link-social" ? next : signInAddress(next);
    const body = { provider: providerId, callbackURL: next, errorCallbackURL: back };
    // Nothing else that a page could ask for: no token of its own, no other scopes.
    return await auth.handler(new Request(request, { body: JSON.stringify({ ...body, disableRedirect: true }) }));
  }

  return {
    name,

    async isUp() {
      const glance = AbortSignal.timeout(glanceMs);
      const late = new Promise<boolean>((resolve) => glance.addEventListener("abort", () => resolve(false)));
      return await Promise.race([discovery.provider().then(...[() => true, () => false]), late]);
    },

    async handle(request) {
      const { pathname } = new URL(request.url);
      const path = pathname.slice("/api/auth".length);
      const ip = request.headers.get("x-patchbay-ip") ?? "";
      if (path === "/sign-in/social" || path === "/link-social") return await start(request, path);
      if (path === `/callback/${providerId}`) {
        const auth = await open();
        const response = auth && (await oidc.watch(ip, () => auth.handler(request)));
        if (response && response.status < 500) return response;
        return Response.redirect(new URL("/sign-in?error=oidc_away", deps.env.PATCHBAY_URL), 302);
      }
      if (pathname === backChannelUrl && request.method === "POST") {
        const provider = await whatItSays();
        return provider ? await backChannel.answer(request, provider, ip) : away();
      }
      // Signing out here signs out there as well, where the provider can do that.
      return path === "/sign-out" ? await (await open())?.handler(request) : undefined;
    },
  };
}

/** Only a path of this site: what a page hands over must not lead people on to another one. */
async function nextOf(request: Request): Promise<string> {
  const { next } = Object(await request.clone().json());
  return isOwnPath(next) ? next : "/";
}

function refuse(status: number, message: string): Response {
  return Response.json({ code: "unavailable", message }, { status });
}
