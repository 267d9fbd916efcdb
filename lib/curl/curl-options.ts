/** curl's options, as its manual (8.x) has them: which take a value, and which say nothing about the request itself. */

type Kind =
  /** Read where the request is made (read-curl.ts). */
  | "value"
  | "flag"
  /** Of no concern here: how curl shows and saves what it gets. */
  | "quiet"
  | "quiet value"
  /** It changes the request in a way that a node cannot. */
  | "cannot"
  | "cannot value";

const kinds: Readonly<Record<Kind, string>> = {
  value:
    "request X header H data d data-raw data-binary data-ascii data-urlencode json form F form-string user u cookie b user-agent A referer e url url-query upload-file T oauth2-bearer range r proxy-header max-time m connect-timeout retry",
  flag: "get G head I next",
  quiet:
    "silent s show-error S verbose v include i show-headers fail f fail-with-body fail-early location L location-trusted compressed globoff g no-progress-meter progress-bar # http1.0 0 http1.1 http2 http2-prior-knowledge http3 http3-only no-buffer N remote-name O remote-header-name J remote-time R create-dirs ipv4 4 ipv6 6 tcp-nodelay no-keepalive raw path-as-is junk-session-cookies j no-alpn parallel Z disable q retry-all-errors retry-connrefused styled-output ssl-reqd tlsv1 1 tlsv1.2 tlsv1.3 tlsv1.0 tlsv1.1 post301 post302 post303 basic tr-encoding http0.9",
  "quiet value":
    "output o output-dir write-out w dump-header D trace trace-ascii stderr cookie-jar c max-redirs limit-rate speed-limit Y speed-time y retry-delay retry-max-time keepalive-time max-filesize expect100-timeout stderr rate etag-save libcurl parallel-max proto proto-default proto-redir",
  cannot:
    "insecure k proxy-insecure digest ntlm negotiate anyauth proxytunnel p netrc n netrc-optional tlsv1 cert-status ssl-no-revoke ftp-pasv",
  "cannot value":
    "proxy x proxy-user U preproxy noproxy socks4 socks4a socks5 socks5-hostname cert E key cert-type key-type pass cacert capath ciphers tls13-ciphers tls-max pinnedpubkey resolve connect-to interface unix-socket abstract-unix-socket local-port dns-servers doh-url aws-sigv4 delegation config K netrc-file hostpubmd5 hostpubsha256 login-options quote Q time-cond z continue-at C ftp-port P mail-from mail-rcpt telnet-option t crlfile curves request-target alt-svc hsts etag-compare variable expand-url",
};

const kindOf = new Map(
  Object.entries(kinds).flatMap(([kind, names]) => names.split(" ").map((name) => [name, kind as string] as const)),
);

/** The long name of what a short one stands for, where it is read. */
const longNames: Readonly<Record<string, string>> = {
  ...{ X: "request", H: "header", d: "data", F: "form", u: "user", b: "cookie", A: "user-agent", e: "referer" },
  ...{ T: "upload-file", r: "range", G: "get", I: "head", m: "max-time" },
};

export type Option = { name: string; value: string };
export type Parsed = { options: Option[]; urls: string[]; notes: string[] };

/** Sorts the words behind “curl” into options, addresses, and what has to be told. */
export function parseOptions(words: readonly string[]): Parsed {
  const parsed: Parsed = { options: [], urls: [], notes: [] };
  const left = [...words];
  let onlyUrls = false;
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (onlyUrls || !word.startsWith("-") || word === "-") parsed.urls.push(word);
    else if (word === "--") onlyUrls = true;
    else if (word.startsWith("--")) takeLong(word.slice(2), left, parsed);
    else takeShort(word.slice(1), left, parsed);
    if (parsed.options.at(-1)?.name === "next") break;
  }
  return parsed;
}

function takeLong(name: string, left: string[], parsed: Parsed): void {
  const isOff = name.startsWith("no-") && !kindOf.has(name);
  const kind = kindOf.get(name) ?? (isOff ? "quiet" : undefined);
  take({ shown: `--${name}`, name, kind, value: () => left.shift() ?? "" }, parsed);
}

/** Several in one word, such as -sSL; one with a value takes the rest of the word, else the next one. */
function takeShort(letters: string, left: string[], parsed: Parsed): void {
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters.charAt(at);
    const kind = kindOf.get(letter);
    const value = () => letters.slice(at + 1) || (left.shift() ?? "");
    take({ shown: `-${letter}`, name: longNames[letter] ?? letter, kind, value }, parsed);
    if (kind?.endsWith("value")) return;
  }
}

type Taken = { shown: string; name: string; kind: string | undefined; value: () => string };

function take({ shown, name, kind, value }: Taken, { options, notes }: Parsed): void {
  if (kind === "value") options.push({ name, value: value() });
  else if (kind === "flag") options.push({ name, value: "" });
  else if (kind === "quiet value") value();
  else if (kind === "cannot" || kind === "cannot value") {
    if (kind === "cannot value") value();
    notes.push(cannotTexts[shown] ?? `${shown} is left out: a node has no such setting.`);
  } else if (kind === undefined) notes.push(`${shown} is not known and left out.`);
}

const certificates = "is left out: the server's certificate is always checked.";
const proxy = "is left out: requests go out as this server is set up, not over a proxy of their own.";
const cannotTexts: Readonly<Record<string, string>> = {
  ...{ "-k": `-k ${certificates}`, "--insecure": `--insecure ${certificates}` },
  ...{ "-x": `-x ${proxy}`, "--proxy": `--proxy ${proxy}` },
};
