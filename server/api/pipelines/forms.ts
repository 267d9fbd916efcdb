import { tracked } from "@trpc/server";
import { z } from "zod";
import { EventId } from "../../../lib/values/bounds.ts";
import { FormPage, FormView } from "../../../lib/views/live/form-views.ts";
import { followAnswer } from "../../forms/follow-answer.ts";
import { unlockForm, viewForm } from "../../forms/form-page.ts";
import { openHook } from "../../hooks/open-hook.ts";
import { shareStreams } from "../../limits/event-streams.ts";
import { whileAllowed } from "../../limits/while-allowed.ts";
import { Token } from "../shared/inputs.ts";
import { perIp } from "../shared/limits.ts";
import { openProcedure, router, withErrorsOf } from "../trpc.ts";

const visitor = openProcedure("forms.use").use(perIp("forms"));
const address = z.strictObject({ token: Token, isTest: z.boolean().default(false) });

/** The pages of Form nodes, for everyone who has their address. Submissions, which may have files, come over /api/forms. */
export const forms = router({
  open: visitor
    .input(address)
    .output(FormView)
    .query(({ ctx, input }) => viewForm(ctx.app, input)),

  unlock: visitor
    .input(address.extend({ password: z.string().max(1000) }))
    .output(FormPage)
    .mutation(({ ctx, input: { password, ...at } }) => unlockForm(ctx.app, at, { password, ip: ctx.ip })),

  answer: visitor
    .input(z.strictObject({ token: Token, key: z.string().min(22).max(100), lastEventId: EventId.nullish() }))
    .subscription(async function* ({ ctx, input: { token, key, lastEventId }, signal }) {
      using _place = shareStreams(`form ${token}`);
      const told = followAnswer(
        ctx.app,
        { token, key, after: Number(lastEventId ?? 0) },
        signal ?? new AbortController().signal,
      );
      const check = () => openHook(ctx.app, "form", token);
      for await (const { seq, answer } of withErrorsOf(whileAllowed(told, check))) yield tracked(String(seq), answer);
    }),
});
