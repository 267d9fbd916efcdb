/** The settings of a Form node: its form in the editor is made from them, and so is the page that people fill in. */
import { z } from "zod";
import { Field } from "../node-types/manifest.ts";
import { PlainJson } from "../values/json.ts";
import "../settings/widgets.ts";

/** How a text is asked for; without one, on a single line. */
const textFormats = ["long", "email", "date", "choice"] as const;

/** A field of a form: a port of the node, and a question on its page. */
export const FormField = Field.extend({
  kind: z.enum(["text", "number", "boolean", "file"]),
  format: z.enum(textFormats).exactOptional(),
  /** Of the format “choice”. */
  choices: z.array(z.string().max(200)).max(200).exactOptional(),
});
export type FormField = z.infer<typeof FormField>;

const page = {
  title: z
    .string()
    .max(200)
    .default("Contact us")
    .meta({ title: "Heading", description: "Stands at the top of the page.", widget: "text" }),
  intro: z.string().max(10_000).default("").meta({
    title: "Introduction",
    description: "Stands above the fields. Markdown.",
    widget: "textarea",
  }),
  fields: z
    .array(FormField)
    .max(50)
    .default([
      { name: "name", kind: "text", title: "Your name" },
      { name: "message", kind: "text", format: "long", title: "Your message" },
    ])
    .meta({
      title: "Fields",
      description: "Each is a question of the form and an output port.",
      widget: "form-fields",
    }),
  button: z
    .string()
    .max(60)
    .default("Send")
    .meta({ title: "Button", description: "The words on the button that sends it.", widget: "text" }),
};

const isRedirect = { usedWhen: { setting: "after", is: ["another page"] } };
const afterwards = {
  after: z.enum(["a message", "the answer", "another page"]).default("a message").meta({
    title: "Afterwards",
    description:
      "What people see when they have sent it. The answer is what reaches the Output node, shown while it is written.",
    widget: "select",
  }),
  thanks: z.string().max(10_000).default("Thank you. It has arrived.").meta({
    title: "Thank-you text",
    description: "Shown when it has arrived, above the answer too. Markdown.",
    widget: "textarea",
  }),
  redirect: z
    .string()
    .max(2000)
    .regex(/^(https?:\/\/\S+)?$/, "Write an address that begins with https://.")
    .default("")
    .meta({
      ...isRedirect,
      title: "Address of the other page",
      description: "Such as https://example.com/thanks. Empty: the thank-you text is shown.",
      widget: "text",
    }),
};

const limits = {
  access: z.enum(["everyone with the address", "with a password"]).default("everyone with the address").meta({
    title: "Open to",
    description: "Who may see the form and send it.",
    widget: "select",
  }),
  credential: z
    .string()
    .max(64)
    .default("")
    .meta({
      usedWhen: { setting: "access", is: ["with a password"] },
      title: "Password",
      description: "A credential of the kind “Shared secret”, from Settings.",
      widget: "credential",
      needed: { say: "Choose a credential of the kind “Shared secret”; without it no one gets in." },
    }),
  perMinute: z.number().int().min(1).max(10_000).default(30).meta({
    title: "Submissions a minute",
    description: "More are asked to wait.",
    widget: "number",
  }),
  maxKilobytes: z.number().int().min(1).max(20_000).default(10_000).meta({
    title: "Largest submission (kB)",
    description: "Its files and texts together.",
    widget: "number",
  }),
  keepDays: z.number().int().min(1).max(30).default(7).meta({
    title: "Keep submissions (days)",
    description: "So long they are listed here and can be replayed, and a repeated one makes no second run.",
    widget: "number",
  }),
};

export const FormSettings = z.object({
  ...page,
  ...afterwards,
  ...limits,
  testEvent: z.record(z.string(), PlainJson).default({ name: "Ada", message: "Hello" }).meta({
    title: "Test event",
    description: "What the outputs hold when you run the draft from this trigger.",
    widget: "json",
  }),
});
export type FormSettings = z.infer<typeof FormSettings>;
