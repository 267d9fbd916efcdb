/** Sending a form: its texts as JSON in one part, and each file in a part of its own. */
import * as z from "zod";
import type { Values } from "../../lib/run.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";
import { FormSent } from "../../lib/views/form-views.ts";
import type { Problems } from "./form-values.ts";

const Refusal = z.object({
  message: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

type Submission = {
  values: Values;
  files: ReadonlyMap<string, File>;
  website: string;
  key: string;
  password: string | undefined;
};
type Sent = { sent: FormSent } | { message: string; problems: Problems };

export async function sendForm(url: string, { values, files, website, key, password }: Submission): Promise<Sent> {
  const body = new FormData();
  body.append("submission", stringifyJson({ values, website }));
  for (const [name, file] of files) body.append(`file:${name}`, file);
  const headers = {
    "idempotency-key": key,
    ...(password === undefined ? {} : { "x-form-password": encodeURIComponent(password) }),
  };
  try {
    const response = await fetch(url, { method: "POST", headers, body });
    const answer: unknown = await response.json();
    if (response.ok) return { sent: FormSent.parse(answer) };
    const { message, issues = [] } = Refusal.parse(answer);
    return { message, problems: Object.fromEntries(issues.map((issue) => [issue.path, issue.message])) };
  } catch {
    return { message: "It could not be sent. Check the connection and press the button again.", problems: {} };
  }
}
