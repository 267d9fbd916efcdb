import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { FileRef } from "../../../lib/values/values.ts";
import { defineNode, port, type Services } from "../../define.ts";
import { renderTemplate } from "../../liquid/liquid.ts";
import { hasControl, readAddresses } from "./mail-addresses.ts";

const mostBytes = 10_000_000;

function template(title: string, description: string, initial = "") {
  return z
    .string()
    .max(20_000)
    .default(initial)
    .meta({ title, description, widget: "template", expression: { language: "liquid", reads: "inputs" } });
}

const grows = (setting: string) => ({ from: "template", side: "inputs", setting, kind: "any" }) as const;

/** Not `keyed`: a mail server takes the same Message-ID twice. */
export const sendEmail = defineNode({
  type: "send-email",
  version: 1,
  title: "Send email",
  summary: "Sends an email with text, HTML and attached files over your mail server.",
  category: "output",
  effect: "effect",
  icon: "mail",
  keywords: [
    "mail",
    "email",
    "smtp",
    "message",
    "notify",
    "notification",
    "alert",
    "send",
    "gmail",
    "outlook",
    "report",
  ],
  subtitle: "to",
  config: z.object({
    credential: z
      .string()
      .max(64)
      .default("")
      .meta({
        title: "Mail server",
        description: "A credential of the kind “Mail server (SMTP)”, added under Settings → Models and credentials.",
        widget: "credential",
        provider: "smtp",
        needed: { say: "Choose a mail server." },
      }),
    from: z
      .string()
      .max(500)
      .default("")
      .meta({
        title: "From",
        description: "The sender, such as Reports <reports@example.com>. The mail server has to let you use it.",
        needed: { say: "Write the sender, such as Reports <reports@example.com>." },
      }),
    to: template("To", "Addresses, separated by commas. Liquid: {{ name }} becomes a port.", "{{ to }}"),
    cc: template("Cc", "Others who see the mail and each other."),
    bcc: template("Bcc", "Others whom the recipients do not see."),
    replyTo: template("Reply to", "Where answers go. Empty: to the sender."),
    subject: template("Subject", "One line.", "{{ subject }}"),
    text: template("Text", "The text of the mail.", "{{ text }}"),
  }),
  inputs: {
    html: port("text", { title: "HTML", description: "Shown in place of the text where HTML is.", optional: true }),
    attachments: port("file", {
      title: "Attachments",
      description: "Files, up to 10 MB together.",
      optional: true,
      multiple: true,
    }),
  },
  outputs: {
    messageId: port("text", { title: "Message ID", description: "The same in each attempt of the step." }),
    accepted: port("json", { title: "Accepted", description: "The addresses that the mail server has taken." }),
    refused: port("json", {
      title: "Refused",
      description: "The addresses that it has not taken, each with the reason.",
    }),
  },
  derived: ["to", "cc", "bcc", "replyTo", "subject", "text"].map(grows),
  docs: {
    about:
      "The Send email node sends an email over your mail server. The server is a credential with its host, port, encryption, user and password; it is tested in its dialog. Recipients, subject and text are Liquid templates whose variables become input ports. What arrives at “HTML” is sent beside the text; the Template node can make it, with `{{ name | escape }}` for values of others. Files that arrive at “Attachments” are attached. The server may refuse some of the recipients: the others get the mail, and “Refused” names those and why. When it takes none, the step fails. The mail has a Message-ID that is the same in each attempt; as mail servers do not look for it, a step that was cut off while it sent is not repeated and is shown as in doubt. A mail server on a private network has to be listed in `PATCHBAY_PRIVATE_HOSTS`.",
    example: {
      summary: "A report goes to two people, one of whom the server does not know.",
      config: {
        credential: "mail",
        from: "Reports <reports@example.com>",
        to: "{{ to }}, gone@example.com",
        subject: "Sales of {{ month }}",
        text: "{{ total }} in {{ month }}.",
      },
      inputs: { to: "Ada <ada@example.com>", month: "May", total: 1200 },
      given: "The mail server takes the mail for Ada, and answers “550 No such user” for the other address.",
      outputs: {
        messageId: "<key@example.com>",
        accepted: ["ada@example.com"],
        refused: [{ address: "gone@example.com", reason: "550 No such user" }],
      },
    },
  },
  build:
    ({ config, services }) =>
    async ({ html, attachments = [] }, call) => {
      if (config.credential === "") throw refuse("No mail server is chosen. Choose one in the node's settings.");
      const [from, ...others] = readAddresses(config.from, "From");
      if (!from || others.length > 0) throw refuse("“From” takes one address, such as Reports <reports@example.com>.");
      const fill = (text: string) => renderTemplate(text, call.values, call);
      const [to, cc, bcc, replyTo] = await Promise.all([
        fill(config.to).then((text) => readAddresses(text, "To")),
        fill(config.cc).then((text) => readAddresses(text, "Cc")),
        fill(config.bcc).then((text) => readAddresses(text, "Bcc")),
        fill(config.replyTo).then((text) => readAddresses(text, "Reply to")),
      ]);
      if (to.length + cc.length + bcc.length === 0)
        throw refuse("There is no recipient: “To”, “Cc” and “Bcc” are empty.");
      const subject = (await fill(config.subject)).trim();
      if (hasControl(subject))
        throw refuse("The subject has a line break or a control character. Write it on one line.");
      const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
      const mail = {
        messageId: `<${call.idempotencyKey.replace(/[^\w.-]/g, "")}@${domain}>`,
        ...{ from, to, cc, bcc, replyTo, subject },
        text: await fill(config.text),
        ...(html === undefined ? {} : { html }),
        attachments: await readFiles(attachments, services, call.signal),
      };
      return { ...(await services.mail.send(config.credential, mail, call.signal)) };
    },
});

async function readFiles(files: readonly FileRef[], services: Services, signal: AbortSignal) {
  const size = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (size > mostBytes)
    throw new PatchbayError("too_large", "The attachments have more than 10 MB together. Send a link.");
  return await Promise.all(
    files.map(async ({ id }) => {
      const { file, data } = await services.files.read(id, signal);
      return { name: file.name.replace(/[\p{Cc}/\\]/gu, "_"), mime: file.mime, data };
    }),
  );
}

const refuse = (message: string) => new PatchbayError("bad_input", message);
