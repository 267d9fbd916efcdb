/** Sends mail over SMTP, to servers that the rules for private hosts allow. */

import type { SendMailOptions, SMTPSentMessageInfo } from "nodemailer";
import { PatchbayError } from "../../lib/errors.ts";
import type { MailToSend, SentMail } from "../../lib/mail.ts";
import { connectGuarded, type GuardOptions } from "../guarded-fetch.ts";
import { type MailServer, parseMailServer } from "./mail-server.ts";

type Login = { baseUrl: string; secret: string };

export type Mailer = {
  /** Throws `provider_refused` when the server takes none of the recipients, `unavailable` when it cannot be reached. */
  send(login: Login, mail: MailToSend, signal: AbortSignal): Promise<SentMail>;
  /** Connects and logs in, and sends nothing. Returns what was found, as a sentence. */
  test(login: Login, signal: AbortSignal): Promise<string>;
};

type Options = Pick<GuardOptions, "privateHosts" | "lookup"> & {
  /** Certificates besides the well-known ones, for tests. */
  ca?: string | undefined;
};

export function makeMailer({ ca, ...guard }: Options): Mailer {
  async function open({ baseUrl, secret }: Login, signal: AbortSignal) {
    const server = parseMailServer(baseUrl);
    if (server.security === "off" && secret !== "") {
      throw new PatchbayError("bad_input", "A password is not sent without encryption. Choose TLS or STARTTLS.");
    }
    // Loaded by the first mail.
    const { createTransport } = await import("nodemailer");
    const connection = await reach(server, signal, guard);
    const transport = createTransport({
      host: server.host,
      port: server.port,
      connection,
      secure: server.security === "tls",
      requireTLS: server.security === "starttls",
      ignoreTLS: server.security === "off",
      ...(server.user === "" && secret === "" ? {} : { auth: { user: server.user, pass: secret } }),
      tls: { servername: server.host, ...(ca === undefined ? {} : { ca }) },
      greetingTimeout: 15_000,
      socketTimeout: 60_000,
      // What a mail consists of is given as text and bytes; nothing of it names a file or an address to fetch.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const end = () => void connection.destroy();
    signal.addEventListener("abort", end, { once: true });
    return {
      server,
      transport,
      deliver: (mail: SendMailOptions) =>
        new Promise<SMTPSentMessageInfo>((resolve, reject) => {
          transport.sendMail(mail, (error, info) => (error ? reject(error) : resolve(info)));
        }),
      [Symbol.dispose]() {
        signal.removeEventListener("abort", end);
        transport.close();
        connection.destroy();
      },
    };
  }

  return {
    async send(login, { attachments, messageId, ...mail }, signal) {
      using opened = await open(login, signal);
      const files = attachments.map(({ name, mime, data }) => ({
        filename: name,
        contentType: mime,
        content: Buffer.from(data),
      }));
      try {
        const { to, cc, bcc, replyTo } = mail;
        const { accepted, rejectedErrors = [] } = await opened.deliver({
          ...mail,
          ...{ to: [...to], cc: [...cc], bcc: [...bcc], replyTo: [...replyTo] },
          ...{ messageId, attachments: files },
        });
        return {
          messageId,
          accepted: accepted.map(String),
          refused: rejectedErrors.map(refusalOf),
        };
      } catch (thrown) {
        throw failureOf(thrown, opened.server, signal);
      }
    },
    async test(login, signal) {
      using opened = await open(login, signal);
      try {
        await opened.transport.verify();
      } catch (thrown) {
        throw failureOf(thrown, opened.server, signal);
      }
      const { host, user, security } = opened.server;
      const by = { tls: "over TLS", starttls: "over STARTTLS", off: "without encryption" }[security];
      return `${host} answers ${by}${user === "" ? "." : `, and takes ${user} and its password.`}`;
    },
  };
}

async function reach(server: MailServer, signal: AbortSignal, guard: GuardOptions) {
  try {
    return await connectGuarded({ host: server.host, port: server.port, signal }, guard);
  } catch (thrown) {
    if (thrown instanceof PatchbayError || signal.aborted) throw thrown;
    const words = `The mail server ${server.host}:${server.port} cannot be reached (${reasonOf(thrown)}).`;
    throw new PatchbayError("unavailable", `${words} Check the host and the port.`, { cause: thrown });
  }
}

type SmtpError = Error &
  Partial<Record<"code" | "response" | "recipient", string | undefined>> & { responseCode?: number | undefined };

function refusalOf(error: SmtpError): SentMail["refused"][number] {
  return { address: error.recipient ?? "", reason: (error.response ?? error.message).slice(0, 300) };
}

function failureOf(thrown: unknown, { host, port }: MailServer, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (!(thrown instanceof Error)) return thrown;
  const { code = "", responseCode = 0, response = "" }: Partial<SmtpError> = thrown;
  const refused: SmtpError[] =
    "rejectedErrors" in thrown && Array.isArray(thrown.rejectedErrors) ? thrown.rejectedErrors : [];
  const said = (response || thrown.message).replace(/\s+/g, " ").slice(0, 300);
  const cause = { cause: thrown };
  if (code === "EAUTH") {
    return new PatchbayError("provider_refused", `${host} refuses the user or the password: ${said}`, cause);
  }
  // A server that greylists takes no recipient at the first try, and all of them at a later one.
  if (refused.length > 0 && refused.every(({ responseCode = 0 }) => responseCode >= 400 && responseCode < 500)) {
    return new PatchbayError("provider_busy", `${host} does not take it now: ${said}`, cause);
  }
  if (refused.length > 0) {
    const named = refused.map(refusalOf).map(({ address, reason }) => `${address} (${reason})`);
    return new PatchbayError("provider_refused", `${host} takes the mail for none of: ${named.join(", ")}`, cause);
  }
  if (code === "ETLS" || /certificate|TLS|SSL/i.test(thrown.message)) {
    const advice =
      "Check the port, and whether it wants TLS or STARTTLS; its certificate has to be valid for its name.";
    return new PatchbayError("unavailable", `${host}:${port} could not be spoken to safely: ${said}. ${advice}`, cause);
  }
  if (responseCode >= 500) return new PatchbayError("provider_refused", `${host} refuses the mail: ${said}`, cause);
  if (responseCode >= 400) return new PatchbayError("provider_busy", `${host} does not take it now: ${said}`, cause);
  return new PatchbayError("unavailable", `${host}:${port} stopped answering: ${said}`, cause);
}

function reasonOf(thrown: unknown): string {
  const code: unknown = thrown instanceof Error ? Reflect.get(thrown, "code") : undefined;
  return typeof code === "string" ? code : thrown instanceof Error ? thrown.message : String(thrown);
}
