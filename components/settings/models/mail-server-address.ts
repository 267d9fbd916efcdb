/** A mail server's address, such as smtps://me%40example.com@mail.example.com:465, as the fields of its form. */
export type MailServerForm = { host: string; port: string; user: string; security: Security };
type Security = (typeof securityOptions)[number]["value"];

export const securityOptions = [
  { value: "tls", label: "TLS", hint: "from the start, usually on port 465", port: "465" },
  { value: "starttls", label: "STARTTLS", hint: "usually on port 587", port: "587" },
  { value: "off", label: "None", hint: "without a password only", port: "25" },
] as const;

export function readMailServer(address: string): MailServerForm {
  if (!URL.canParse(address)) return { host: "", port: "465", user: "", security: "tls" };
  const { protocol, hostname, port, username, searchParams } = new URL(address);
  const security = protocol === "smtps:" ? "tls" : searchParams.get("tls") === "off" ? "off" : "starttls";
  const usual = securityOptions.find(({ value }) => value === security)?.port ?? "";
  const isExample = hostname === "mail.example.com";
  return { host: isExample ? "" : hostname, port: port || usual, user: decodeURIComponent(username), security };
}

export function writeMailServer({ host, port, user, security }: MailServerForm): string {
  const login = user.trim() === "" ? "" : `${encodeURIComponent(user.trim())}@`;
  const scheme = security === "tls" ? "smtps" : "smtp";
  return `${scheme}://${login}${host.trim()}:${port.trim()}${security === "off" ? "?tls=off" : ""}`;
}
