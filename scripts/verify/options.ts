import { parseArgs } from "node:util";

export type Options = {
  url: string;
  key: string | undefined;
  isJson: boolean;
  /** A link that signs in once, or an address and a password: with either the browser opens the editor. */
  signIn: { link: string } | { email: string; password: string } | undefined;
  /** One mail that is really sent. */
  mail: { from: string; to: string } | undefined;
  wantsBrowser: boolean;
  wantsModel: boolean;
};

export class UsageError extends Error {
  override name = "UsageError";
}

export const usage = `npm run verify -- [options]

  --url ADDRESS          address of the installation; else PATCHBAY_URL, else http://localhost:3000
  --key KEY              API key of an editor or owner; else PATCHBAY_API_KEY, which other users of this machine cannot see
  --sign-in-link LINK    an unused sign-in link, with which a browser opens the editor
  --email ADDRESS        or the address of a person whose password is in PATCHBAY_VERIFY_PASSWORD
  --mail-from ADDRESS    with --mail-to: sends a mail over each mail server of the workspace, from this address
  --mail-to ADDRESS      and to this one; without them each server is only signed in to
  --no-browser           leaves the browser out
  --no-model             leaves out the question to the default model, which may cost something
  --json                 prints one JSON object and nothing else

It makes a pipeline and a collection, and deletes both again. The exit code is 0 when nothing failed, 1 when something
did, and 2 when an option is wrong.`;

/** From the command line, and from the environment what it does not name. */
export function readOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Options {
  const { values } = parse(args);
  const url = (values.url ?? (env.PATCHBAY_URL || `http://localhost:${env.PORT || 3000}`)).replace(/\/+$/, "");
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new UsageError(`${url} is not an address. Give one such as --url https://patchbay.example.com`);
  }
  const key = values.key ?? (env.PATCHBAY_API_KEY || undefined);
  const { "no-browser": noBrowser = false, "no-model": noModel = false, json = false } = values;
  const signIn = signInOf(values, env.PATCHBAY_VERIFY_PASSWORD || undefined);
  const mail = mailOf(values);
  return { url, key, isJson: json, signIn, mail, wantsBrowser: !noBrowser, wantsModel: !noModel };
}

function parse(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    return parseArgs({
      args: [...args],
      options: {
        ...{ url: text, key: text, "sign-in-link": text, email: text },
        ...{ "mail-from": text, "mail-to": text },
        ...{ "no-browser": flag, "no-model": flag, json: flag },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

type SignInValues = { "sign-in-link"?: string | undefined; email?: string | undefined };

function signInOf({ "sign-in-link": link, email }: SignInValues, password: string | undefined): Options["signIn"] {
  if (link !== undefined) return { link };
  if (email === undefined) return undefined;
  if (password === undefined) throw new UsageError("With --email, put the password into PATCHBAY_VERIFY_PASSWORD.");
  return { email, password };
}

function mailOf({ "mail-from": from, "mail-to": to }: { "mail-from"?: string; "mail-to"?: string }): Options["mail"] {
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined || to === undefined) throw new UsageError("Give --mail-from and --mail-to together.");
  return { from, to };
}
