/** What people and programs give a document, by which searches are filtered. */
import * as z from "zod";

/** Patchbay knows these by itself. */
const own = ["source", "heading", "page", "row", "documentId", "position"];
const maxBytes = 4096;

/** Why no field may be called so; undefined when one may. */
export function nameProblem(name: string): string | undefined {
  if (own.includes(name)) return `Patchbay sets “${name}” by itself. Choose another name for the field.`;
  if (/^[^\s`{}][^`{}]{0,99}$/.test(name) && name !== "__proto__") return undefined;
  return "The name of a field has 1 to 100 characters, without backticks and braces.";
}

const Text = z.string().max(1000, "A value has at most 1,000 characters.");
const Value = z.union([Text, z.number(), z.boolean(), z.array(Text).max(50)]);

/** Texts (dates as 2027-01-31), numbers, yes/no, and lists of texts. */
export const DocumentMetadata = z
  .record(z.string(), Value)
  .refine((given) => Object.keys(given).length <= 50, "A document has at most 50 fields.")
  .refine((given) => JSON.stringify(given).length <= maxBytes, "The fields of a document have at most 4 kB together.")
  .superRefine((given, context) => {
    for (const name of Object.keys(given)) {
      const message = nameProblem(name);
      if (message !== undefined) context.addIssue({ code: "custom", message, path: [name] });
    }
  })
  .meta({
    description: "Fields by which searches are filtered: texts (dates as 2027-01-31), numbers, yes/no, lists of texts.",
    propertyNames: { pattern: "^[^\\s`{}][^`{}]{0,99}$", not: { enum: [...own, "__proto__"] } },
    maxProperties: 50,
  });
export type DocumentMetadata = z.infer<typeof DocumentMetadata>;
