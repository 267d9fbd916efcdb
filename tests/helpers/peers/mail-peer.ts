import { once } from "node:events";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { localhostCertificate } from "./localhost-certificate.ts";

export type Received = { from: string; to: string[]; user: string; source: string };

/** A real mail server on loopback, with one user, ada and “right”. Addresses that begin with “gone” are refused, those with “later” at their first try. */
export async function startMailPeer(options: SMTPServerOptions = {}) {
  const mails: Received[] = [];
  const seen = new Set<string>();
  const server = new SMTPServer({
    ...localhostCertificate,
    authOptional: true,
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      username === "ada" && password === "right" ? done(null, { user: username }) : done(new Error("Wrong password")),
    onRcptTo({ address }, _session, done) {
      if (address.startsWith("gone")) return done(Object.assign(new Error("No such user"), { responseCode: 550 }));
      if (!address.startsWith("later") || seen.has(address)) return done();
      seen.add(address);
      done(Object.assign(new Error("4.2.0 Greylisted, try again later"), { responseCode: 450 }));
    },
    onData(stream, { envelope, user }, done) {
      const pieces: Buffer[] = [];
      stream.on("data", (piece: Buffer) => pieces.push(piece));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          user: String(user ?? ""),
          source: Buffer.concat(pieces).toString(),
        });
        done();
      });
    },
    ...options,
  });
  // Clients that think the certificate wrong hang up; that is what is tested.
  server.on("error", () => {});
  server.listen(0, "localhost");
  await once(server.server, "listening");
  const address = server.server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    mails,
    port,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
