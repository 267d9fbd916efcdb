/** Sending a form: its texts as JSON in one part, and each file in a part of its own. */
import * as z from "zod";
import type { Values } from "../../lib/run.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";
import { FormSent } from "../../lib/views/live/form-views.ts";
import type { Problems } from "./form-values.ts";

const Refusal = z.object({
  code: z.string().optional(),
  message: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

type Submission = {
  values: Values;
  files: ReadonlyMap<string, File>;
  website: string;
  key: string;
  password: string | undefined;
  maxKilobytes: number;
};
type Sent = { sent: FormSent } | { message: string; problems: Problems };

export async function sendForm(url: string, submission: Submission): Promise<Sent> {
  const { values, files, website, key, password, maxKilobytes } = submission;
  const body = new FormData();
  body.append("submission", stringifyJson({ values, website }));
  for (const [name, file] of files) body.append(`file:${name}`, file);
  const headers = {
    "idempotency-key": key,
    ...(password === undefined ? {} : { "x-form-password": encodeURIComponent(password) }),
  };
  try {
    // A server that hangs up on a body which is too large is seen as a connection that broke off.
    if ((await new Response(body).blob()).size > maxKilobytes * 1000) return tooLarge(maxKilobytes);
    const response = await fetch(url, { method: "POST", headers, body });
    const answer: unknown = await response.json();
    if (response.ok) return { sent: FormSent.parse(answer) };
    const { code, message, issues = [] } = Refusal.parse(answer);
    // The password was right when the page was opened, or there was none. A full storage answers 403 as well.
    if (code === "forbidden") return { message: otherPassword, problems: {} };
    return { message, problems: Object.fromEntries(issues.map((issue) => [issue.path, issue.message])) };
  } catch {
    return { message: "It could not be sent. Check the connection and press the button again.", problems: {} };
  }
}

const otherPassword =
  "The password of this form has changed. Copy what you wrote, reload the page and enter the new one.";

function tooLarge(maxKilobytes: number): Sent {
  const message = `This is too large: the form takes ${maxKilobytes} kB at most, texts and files together. Choose smaller files.`;
  return { message, problems: {} };
}
