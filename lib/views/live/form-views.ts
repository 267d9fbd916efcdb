/** What strangers see of a form: its page, and what comes after they have sent it. */
import * as z from "zod";
import { FormField } from "../../hooks/form-settings.ts";

export const FormPage = z.object({
  title: z.string(),
  /** Markdown. */
  intro: z.string(),
  fields: z.array(FormField),
  button: z.string(),
  maxKilobytes: z.number(),
});
export type FormPage = z.infer<typeof FormPage>;

/** Why there is nothing to fill in, or the page. A form with a password tells no more than its title before it. */
export const FormView = z.discriminatedUnion("state", [
  z.object({ state: z.literal("open"), page: FormPage }),
  z.object({ state: z.literal("locked"), title: z.string() }),
  z.object({ state: z.literal("closed"), message: z.string() }),
]);
export type FormView = z.infer<typeof FormView>;

export const FormSent = z.object({
  after: z.enum(["message", "answer", "redirect", "test"]),
  /** Markdown. */
  thanks: z.string(),
  redirect: z.string().nullable(),
});
export type FormSent = z.infer<typeof FormSent>;

/** How the answer to a submission goes on. `answer` is all of it; `isFresh`: what was said before is not the answer. */
export const FormAnswer = z.discriminatedUnion("type", [
  z.object({ type: z.literal("piece"), text: z.string(), isFresh: z.boolean() }),
  z.object({ type: z.literal("answer"), text: z.string() }),
  z.object({ type: z.literal("failed"), message: z.string() }),
]);
export type FormAnswer = z.infer<typeof FormAnswer>;
