/** From a submission to one run. */

import { errorCodes, PatchbayError } from "../../lib/errors.ts";
import type { FormSent } from "../../lib/views/live/form-views.ts";
import { type NewFile, saveFile } from "../../platform/files/files.ts";
import { newId } from "../../platform/ids.ts";
import type { AppContext } from "../app-context.ts";
import { acceptDelivery, isKnown, keepDelivery, noteRefusal, settleDelivery } from "../hooks/accept-delivery.ts";
import type { OpenHook } from "../hooks/open-hook.ts";
import { tellStranger } from "../hooks/tell-stranger.ts";
import { readSubmission, type Submission } from "./read-submission.ts";

type Sent = { key: string; sent: Submission; bytes: number; traceparent: string | undefined };

/** The same key is the same submission: a button that is pressed twice, or a page that sends once more after a break. */
export async function takeSubmission(
  app: AppContext,
  form: OpenHook<"form">,
  { key, sent, bytes, traceparent }: Sent,
): Promise<FormSent> {
  const { settings, target, workspaceId } = form;
  // People are known by what they write, not by their browser.
  const request = { method: "POST", headers: {}, bytes };
  if (sent.website !== "") {
    // A program is not told that it was found out.
    const answer = "A field was filled in that people do not see, so this comes from a program.";
    await keepDelivery(app, form, { ...request, key: undefined, event: null, id: newId(), status: 422, answer });
    return sentOf(form);
  }
  const stored = { prisma: app.db.prisma, stores: app.stores };
  const save = (file: NewFile) => saveFile(stored, workspaceId, file).catch(tellStranger);
  const isRepeated = target !== undefined && (await isKnown(app, form, key));
  const event = isRepeated ? undefined : await readSubmission({ save }, settings, sent).catch(refuse);
  if (!target) {
    const answer = "This was a test: it starts no run. Use it as the test event in the settings of the node.";
    await keepDelivery(app, form, {
      ...request,
      key: undefined,
      event: event ?? null,
      id: newId(),
      status: 202,
      answer,
    });
    return { after: "test", thanks: settings.thanks, redirect: null };
  }
  const { deliveryId: id, runId } = await acceptDelivery(
    app,
    { ...form, target },
    { ...request, key, event, traceparent },
  );
  await settleDelivery(app, form, { id, runId, status: 202, answer: "It has arrived." });
  return sentOf(form);

  async function refuse(thrown: unknown): Promise<never> {
    if (thrown instanceof PatchbayError && (thrown.code === "bad_input" || thrown.code === "over_quota")) {
      const isFull = thrown.code === "over_quota";
      // Members read how much there is; the person who fills it in does not.
      const answer = isFull ? thrown.message : thrown.userMessage;
      await noteRefusal(app, form, { ...request, status: errorCodes[thrown.code].http, answer, isFull });
    }
    throw thrown;
  }
}

function sentOf({ settings: { after, thanks, redirect } }: OpenHook<"form">): FormSent {
  if (after === "another page" && redirect !== "") return { after: "redirect", thanks, redirect };
  return { after: after === "the answer" ? "answer" : "message", thanks, redirect: null };
}
