import { PatchbayError } from "../../lib/errors.ts";

/** A mail server as a credential names it: `smtps://user@host:465` (TLS), `smtp://user@host:587` (STARTTLS), `…?tls=off`. */
export type MailServer = {
  host: string;
  port: number;
  user: string;
  /** tls: from the first byte · starttls: before anything is said · off: never, which no password may take. */
  security: "tls" | "starttls" | "off";
};

/** Throws `bad_input` with what an address looks like. */
export function parseMailServer(address: string): MailServer {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isTls = url?.protocol === "smtps:";
  if (!url || !(isTls || url.protocol === "smtp:") || url.hostname === "" || url.password !== "") throw refuse();
  const [key, ...more] = [...url.searchParams.keys()];
  const isOff = url.searchParams.get("tls") === "off";
  if (more.length > 0 || (key !== undefined && (isTls || !isOff)) || !/^\/?$/.test(url.pathname)) throw refuse();
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || (isTls ? 465 : 587)),
    user: decodeURIComponent(url.username),
    security: isTls ? "tls" : isOff ? "off" : "starttls",
  };
}

function refuse(): PatchbayError {
  const message = "The address of a mail server should look like smtps://me%40example.com@mail.example.com:465.";
  return new PatchbayError("bad_input", message, {
    issues: [
      { path: "baseUrl", message: "Should begin with smtps:// (TLS) or smtp:// (STARTTLS), and hold no password." },
    ],
  });
}
