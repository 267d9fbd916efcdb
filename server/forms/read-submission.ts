/** From a submission of a form to the outputs of its node. */
import { z } from "zod";
import { type ErrorIssue, PatchbayError } from "../../lib/errors.ts";
import type { FormField, FormSettings } from "../../lib/hooks/form-settings.ts";
import type { Values } from "../../lib/run.ts";
import { fieldValue } from "../../lib/values/field-value.ts";
import { Json } from "../../lib/values/json.ts";
import type { FileRef } from "../../lib/values/values.ts";
import type { NewFile } from "../../platform/files/files.ts";
import { demandStorable } from "../http/requests/storable-text.ts";

/** What the page sends: `website` is a field that people do not see, so only programs fill it in. */
export const Submission = z.strictObject({
  values: z.record(z.string().max(64), Json),
  website: z.string().max(2000).default(""),
});
export type Submission = z.infer<typeof Submission> & { files: ReadonlyMap<string, File> };

type Deps = { save(file: NewFile): Promise<FileRef> };
type Fields = Pick<FormSettings, "fields">;

/** Its files are kept only when all else is as it should be. Throws `bad_input`, which names each bad field. */
export async function readSubmission({ save }: Deps, { fields }: Fields, sent: Submission): Promise<Values> {
  const issues: ErrorIssue[] = [];
  const values: Values = {};
  const files: [string, File][] = [];
  const refuse = (field: FormField, message: string) => void issues.push({ path: field.name, message });
  for (const field of fields) {
    const file = sent.files.get(field.name);
    if (field.kind === "file") {
      if (file) files.push([field.name, file]);
      else if (!field.optional) refuse(field, `Choose a file for “${labelOf(field)}”.`);
      continue;
    }
    const read = readField(field, Object.hasOwn(sent.values, field.name) ? sent.values[field.name] : undefined);
    if (read.problem !== undefined) refuse(field, read.problem);
    else if (read.value !== undefined) values[field.name] = read.value;
  }
  const known = new Set(fields.map(({ name }) => name));
  const stray = [...Object.keys(sent.values), ...sent.files.keys()].find((name) => !known.has(name));
  if (stray !== undefined) {
    issues.push({ path: stray, message: "The form has changed since the page was loaded. Reload it." });
  }
  const [first] = issues;
  if (first) throw new PatchbayError("bad_input", first.message, { issues });
  demandStorable(values);
  for (const [name, file] of files) {
    const data = new Uint8Array(await file.arrayBuffer());
    values[name] = { ...(await save({ name: file.name, mime: file.type || "application/octet-stream", data })) };
  }
  return values;
}

const labelOf = ({ title, name }: FormField) => title || name;

function readField(field: FormField, given: Json | undefined): { value?: Json; problem?: string } {
  const isEmpty = given === undefined || given === null || (typeof given === "string" && given.trim() === "");
  if (isEmpty && field.kind === "boolean") return { value: false };
  if (isEmpty) return field.optional ? {} : { problem: `“${labelOf(field)}” is missing.` };
  const read = fieldValue(field, given);
  if (!read.ok) return { problem: `“${labelOf(field)}”: ${read.issue}` };
  const problem = typeof read.value === "string" ? problemOf(field, read.value) : undefined;
  if (problem !== undefined) return { problem };
  return read.value === undefined ? {} : { value: read.value };
}

const formats = {
  long: () => undefined,
  email: (text) => (z.email().safeParse(text).success ? undefined : "write an email address, such as ada@example.com."),
  date: (text) => (z.iso.date().safeParse(text).success ? undefined : "write a date as 2027-01-31."),
  choice: (text, { choices = [] }) => (choices.includes(text) ? undefined : "choose one of the list."),
} as const satisfies Record<NonNullable<FormField["format"]>, (text: string, field: FormField) => string | undefined>;

function problemOf(field: FormField, text: string): string | undefined {
  const problem = field.format && formats[field.format](text, field);
  return problem && `“${labelOf(field)}”: ${problem}`;
}
