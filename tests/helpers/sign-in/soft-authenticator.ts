/** A WebAuthn authenticator in software: ES256 keys, attestation “none” (WebAuthn Level 3, §6), and whatever a test wants to be wrong. */
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

const b64 = (data: Uint8Array | string) => Buffer.from(data).toString("base64url");
const sha = (data: Uint8Array | string) => createHash("sha256").update(data).digest();
const flags = { present: 0x01, verified: 0x04, attested: 0x40 };

type Wrong = { origin?: string; rpId?: string; isVerified?: boolean; count?: number };
type CreateOptions = { challenge: string; rp: { id: string }; user: { id: string } };
type GetOptions = { challenge: string; rpId: string };

export function softAuthenticator(home: string) {
  const id = randomBytes(32);
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  let userHandle = "";
  let counter = 0;

  const clientData = (type: string, challenge: string, origin = home) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

  function authData(rpId: string, isVerified: boolean, more: { flag: number; bytes: Buffer }): Buffer {
    const head = Buffer.alloc(5);
    head[0] = flags.present | (isVerified ? flags.verified : 0) | more.flag;
    head.writeUInt32BE(counter, 1);
    return Buffer.concat([sha(rpId), head, more.bytes]);
  }

  function create({ challenge, rp, user }: CreateOptions, { origin, rpId = rp.id, isVerified = true }: Wrong = {}) {
    userHandle = user.id;
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    const coordinate = (text: string) => Buffer.concat([Buffer.from([0x58, 0x20]), Buffer.from(text, "base64url")]);
    // COSE: {1: 2, 3: -7, -1: 1, -2: x, -3: y}
    const cose = Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
      coordinate(x),
      Buffer.from([0x22]),
      coordinate(y),
    ]);
    const bytes = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose]);
    const data = authData(rpId, isVerified, { flag: flags.attested, bytes });
    const size = Buffer.alloc(2);
    size.writeUInt16BE(data.length);
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      cborText("fmt"),
      cborText("none"),
      cborText("attStmt"),
      Buffer.from([0xa0]),
      cborText("authData"),
      Buffer.from([0x59]),
      size,
      data,
    ]);
    const response = {
      clientDataJSON: b64(clientData("webauthn.create", challenge, origin)),
      attestationObject: b64(attestationObject),
      transports: ["internal"],
    };
    return { id: b64(id), rawId: b64(id), type: "public-key", clientExtensionResults: {}, response };
  }

  function get({ challenge, rpId: asked }: GetOptions, wrong: Wrong = {}) {
    const { origin, rpId = asked, isVerified = true } = wrong;
    counter = wrong.count ?? counter + 1;
    const client = clientData("webauthn.get", challenge, origin);
    const data = authData(rpId, isVerified, { flag: 0, bytes: Buffer.alloc(0) });
    const signature = sign("sha256", Buffer.concat([data, sha(client)]), privateKey);
    const response = {
      clientDataJSON: b64(client),
      authenticatorData: b64(data),
      signature: b64(signature),
      userHandle,
    };
    return { id: b64(id), rawId: b64(id), type: "public-key", clientExtensionResults: {}, response };
  }

  return { create, get };
}

const cborText = (text: string) => Buffer.concat([Buffer.from([0x60 | text.length]), Buffer.from(text)]);
