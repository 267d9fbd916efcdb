/** What a stranger who has the address of a form is shown. */
import { hash, timingSafeEqual } from "node:crypto";
import { PatchbayError } from "../../lib/errors.ts";
import type { FormPage, FormView } from "../../lib/views/form-views.ts";
import type { AppContext } from "../app-context.ts";
import { secretOf } from "../hooks/demand.ts";
import { type OpenHook, openHook, openTestHook } from "../hooks/open-hook.ts";

type FormAddress = { token: string; isTest: boolean };

export async function openForm(app: AppContext, { token, isTest }: FormAddress): Promise<OpenHook<"form">> {
  return isTest ? await openTestHook(app, "form", token) : await openHook(app, "form", token);
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
export async function unlockForm(app: AppContext, address: FormAddress, password: string): Promise<FormPage> {
  const form = await openForm(app, address);
  await demandPassword(app, form, password);
  return pageOf(form);
}

export async function demandPassword(app: AppContext, form: OpenHook<"form">, given: string): Promise<void> {
  if (!isLocked(form)) return;
  const secret = await secretOf(app, form);
  if (timingSafeEqual(digest(secret), digest(given))) return;
  throw new PatchbayError("forbidden", "This is not the password of the form. Check it and try again.");
}

const digest = (text: string): Buffer => hash("sha256", text, "buffer");
const isLocked = ({ settings }: OpenHook<"form">) => settings.access === "with a password";

function pageOf({ settings: { title, intro, fields, button, maxKilobytes } }: OpenHook<"form">): FormPage {
  return { title, intro, fields, button, maxKilobytes };
}
