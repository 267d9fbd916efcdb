/** What a stranger who has the address of a form is shown. */
import { hash, timingSafeEqual } from "node:crypto";
import { PatchbayError } from "../../lib/errors.ts";
import type { FormPage, FormView } from "../../lib/views/live/form-views.ts";
import { secretsOf } from "../../platform/vault/secrets.ts";
import type { AppContext } from "../app-context.ts";
import { secretOf } from "../hooks/demand.ts";
import { tokenOfTest } from "../hooks/hook-address.ts";
import { type OpenHook, openHook, openTestHook } from "../hooks/open-hook.ts";
import { makeGuessLimit } from "../limits/rate-limits.ts";

type FormAddress = { token: string; isTest: boolean };
type Guess = { password: string; ip: string };

/** The address of a form is handed out: it does not tell that of the test page, which shows the draft. */
export async function openForm(app: AppContext, { token, isTest }: FormAddress): Promise<OpenHook<"form">> {
  if (!isTest) return await openHook(app, "form", token);
  return await openTestHook(app, "form", tokenOfTest(secretsOf(app.env), token));
}

/** Throws `not_found` at an address that opens nothing. */
export async function viewForm(app: AppContext, address: FormAddress): Promise<FormView> {
  try {
    const form = await openForm(app, address);
    if (isLocked(form)) return { state: "locked", title: form.settings.title };
    return { state: "open", page: pageOf(form) };
  } catch (thrown) {
    if (thrown instanceof PatchbayError && thrown.code === "conflict")
      return { state: "closed", message: thrown.userMessage };
    throw thrown;
  }
}

/** Throws `forbidden` with another password. */
export async function unlockForm(app: AppContext, address: FormAddress, guess: Guess): Promise<FormPage> {
  const form = await openForm(app, address);
  await demandPassword(app, form, guess);
  return pageOf(form);
}

/** Wrong passwords a minute. A guesser who has many addresses comes to the limit of the form. */
const perAddress = makeGuessLimit({ max: 20, windowMs: 60_000 });
const perForm = makeGuessLimit({ max: 300, windowMs: 60_000 });

/** Throws `too_many` before it compares: whether a guess was right is not told any more. */
export async function demandPassword(app: AppContext, form: OpenHook<"form">, guess: Guess): Promise<void> {
  if (!isLocked(form)) return;
  const takeBack = [perAddress(guess.ip), perForm(form.id)];
  const secret = await secretOf(app, form);
  if (timingSafeEqual(digest(secret), digest(guess.password))) {
    for (const take of takeBack) take();
    return;
  }
  throw new PatchbayError("forbidden", "This is not the password of the form. Check it and try again.");
}

const digest = (text: string): Buffer => hash("sha256", text, "buffer");
const isLocked = ({ settings }: OpenHook<"form">) => settings.access === "with a password";

function pageOf({ settings: { title, intro, fields, button, maxKilobytes } }: OpenHook<"form">): FormPage {
  return { title, intro, fields, button, maxKilobytes };
}
