import { z } from "zod";
import type { Api } from "../api.ts";
import type { Check, CheckContext } from "../check.ts";
import { LeftOut, Problem } from "../problem.ts";
import { runMailPipeline } from "./run.ts";

const Credentials = z.array(z.object({ id: z.string(), name: z.string(), provider: z.string(), host: z.string() }));
type Credential = z.infer<typeof Credentials>[number];
const Tried = z.object({ ok: z.boolean(), message: z.string() });
const limitMs = 40_000;

/** Each mail server that the workspace has is signed in to; one mail goes out with --mail-from and --mail-to alone. */
export const mail: Check = {
  name: "mail",
  needs: ["web", "database"],
  async run(context) {
    const { api, options, made } = context;
    const origin = new URL(options.url).origin;
    const cookie = made.cookie ?? (await signIn(api, { as: options.signIn, origin }));
    if (cookie === undefined) {
      throw new LeftOut("no API key may try credentials; give --sign-in-link, or --email and PATCHBAY_VERIFY_PASSWORD");
    }
    const all = await ask(api, { path: "credentials.list", cookie, origin, schema: Credentials });
    const servers = all.filter(({ provider }) => provider === "smtp");
    if (servers.length === 0) throw new LeftOut("the workspace has no mail server");
    for (const server of servers) {
      const body = { id: server.id };
      const tried = await ask(api, { path: "credentials.test", cookie, origin, body, schema: Tried });
      if (!tried.ok) throw problemOf(server, tried.message);
    }
    const names = servers.map(({ host }) => host).join(", ");
    return { detail: (await sendOne(context, servers)) ?? `${names}: signed in, nothing sent` };
  },
};

async function sendOne(context: CheckContext, servers: readonly Credential[]): Promise<string | undefined> {
  const { mail } = context.options;
  if (mail === undefined) return undefined;
  for (const server of servers) {
    const refusal = await runMailPipeline(context, { ...mail, credential: server.id });
    if (refusal !== undefined) throw problemOf(server, refusal);
  }
  return `a mail to ${mail.to} was taken by ${servers.map(({ host }) => host).join(", ")}`;
}

/** By what was said of the server, in platform/mail/mailer.ts. */
const advice: readonly [RegExp, string][] = [
  [
    /user or the password/,
    "Enter user and password of the credential anew under Settings → Models and credentials. Many providers want a password of its own for programs.",
  ],
  [
    /cannot be reached|no answer within|stopped answering/,
    "Check that the mail server runs, host and port of the credential, and every firewall between Patchbay and it.",
  ],
  [/not a public address/, "Add the host to PATCHBAY_PRIVATE_HOSTS of web and workers, and start them anew."],
  [
    /spoken to safely/,
    "Choose the encryption that belongs to the port: TLS for 465, STARTTLS for 587; the certificate has to be valid for the host.",
  ],
  [
    /takes the mail for none/,
    "Check the recipient (--mail-to), and whether this server sends mail to other domains for this user.",
  ],
  [
    /refuses the mail/,
    "Use a sender that this user of the mail server may send as: --mail-from here, “From” in Send email nodes.",
  ],
  [/does not take it now/, "The mail server is busy or holds new senders back: verify again in some minutes."],
];

function problemOf({ name, host }: Pick<Credential, "name" | "host">, said: string): Problem {
  const known = advice.find(([pattern]) => pattern.test(said))?.[1];
  const other = "Press Test beside the credential under Settings → Models and credentials.";
  return new Problem(`The mail server “${name}” (${host}): ${said}`, known ?? other);
}

type Asked<T> = { path: string; cookie: string; origin: string; schema: z.ZodType<T>; body?: object };

/** A call of the pages' own API, as the person who signed in. */
async function ask<T>(api: Api, { path, cookie, origin, schema, body }: Asked<T>): Promise<T> {
  const json = body && { method: "POST", body: JSON.stringify(body) };
  const headers = { cookie, origin, "content-type": "application/json" };
  const answer = await api.open(`/api/trpc/${path}`, { ...json, headers, signal: AbortSignal.timeout(limitMs) });
  const said: unknown = await answer.json().catch(() => undefined);
  const got = z.object({ result: z.object({ data: schema }) }).safeParse(said);
  if (got.success) return got.data.result.data;
  if (answer.status === 401 || answer.status === 403) {
    throw new LeftOut("the person who signed in may not manage credentials, or has a second factor");
  }
  throw new Problem(`${path} answered ${answer.status}.`, "Look into the log of the web process: it names the cause.");
}

/** Without a browser. A link works once, and was for the browser where there is one. */
async function signIn(
  api: Api,
  { as, origin }: { as: CheckContext["options"]["signIn"]; origin: string },
): Promise<string | undefined> {
  if (as === undefined || "link" in as) return undefined;
  const answer = await api.open("/api/auth/sign-in/email", {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify(as),
  });
  if (!answer.ok) {
    const problem = `${as.email} could not sign in: ${answer.status}.`;
    throw new Problem(
      problem,
      "Check the address and PATCHBAY_VERIFY_PASSWORD; a password is set under Settings → Account.",
    );
  }
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";", 1)[0]);
  return cookies.join("; ");
}
