import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { importCurl } from "./curl-settings.ts";
import { splitWords } from "./shell-words.ts";

const at = "https://api.example.com/items";

describe("words of a command line", () => {
  test.each([
    ["curl 'a b'\\''c' \"d \\\"e\\\" \\\\ \\n\" f\\ g", ["curl", "a b'c", 'd "e" \\ \\n', "f g"]],
    ["curl \\\n  -s \\\n  x", ["curl", "-s", "x"]],
    ["curl `\n-s", ["curl", "-s"]],
    ["curl $'it\\'s \\u00fc \\x41\\n\\xc3\\xbc \\101'", ["curl", "it's ü A\nü A"]],
    ["curl a''b \"\" # note", ["curl", "ab", ""]],
    ['curl "https://x.example/?a=1&b=2" ^\n -H "A: b"', ["curl", "https://x.example/?a=1&b=2", "-H", "A: b"]],
    [
      'curl ^"https://x.example/?a=1^&b=^%^20^" ^\r\n -H ^"A: say ^\\^"hi^\\^"^"',
      ["curl", "https://x.example/?a=1&b=%20", "-H", 'A: say "hi"'],
    ],
    ['curl ^"https://x.example^" --data-raw ^"a^\n\nb^"', ["curl", "https://x.example", "--data-raw", "a\nb"]],
  ])("%s", (line, words) => {
    expect(splitWords(line).words).toEqual(words);
  });

  test("what follows the command is not part of it, and what the shell would fill in is told", () => {
    expect(splitWords("curl x | jq .a")).toMatchObject({ words: ["curl", "x"], rest: "| jq .a" });
    expect(splitWords("curl x > out.json")).toMatchObject({ words: ["curl", "x"], rest: "> out.json" });
    expect(splitWords('curl "$URL" $(date)')).toMatchObject({
      words: ["curl", "$URL", "$(date)"],
      unknown: ["$URL", "$(date)"],
    });
  });

  test("any word comes out of quotes as it went in", () => {
    const ansi = (word: string) =>
      `$'${word
        .replace(/[\\']/g, "\\$&")
        .replaceAll("\n", "\\n")
        .replace(/[^\x20-\x7e\\]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`)}'`;
    const quotes = [
      (word: string) => `'${word.replaceAll("'", "'\\''")}'`,
      (word: string) => `"${word.replace(/[\\"$`]/g, "\\$&")}"`,
      ansi,
    ];
    const word = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\r", ""));
    fc.assert(
      fc.property(fc.array(fc.tuple(word, fc.integer({ min: 0, max: 2 }))), (pairs) => {
        const line = pairs.map(([text, kind]) => quotes[kind]?.(text)).join(" ");
        expect(splitWords(`curl ${line}`).words).toEqual(["curl", ...pairs.map(([text]) => text)]);
      }),
    );
  });
});

describe("a line for curl becomes settings", () => {
  test.each<[string, Record<string, string>]>([
    [`curl ${at}`, { method: "GET", url: at, send: "what arrives", headers: "" }],
    ["curl api.example.com/x", { url: "http://api.example.com/x" }],
    [
      `curl -sSLX PATCH --url ${at} -H 'X-A: b' -A me -e http://r.example -r 0-9`,
      {
        method: "PATCH",
        headers: "X-A: b\nUser-Agent: me\nReferer: http://r.example\nRange: bytes=0-9",
      },
    ],
    [
      `curl ${at} -d a=1 -d 'b=x y' --data-urlencode 'c=1&2'`,
      { method: "POST", send: "form", fields: "a: 1\nb: x y\nc: 1&2" },
    ],
    [
      `curl ${at} -d '{"a": 1.50}' -H 'Content-Type: application/json'`,
      { send: "JSON", content: '{"a": 1.50}', headers: "" },
    ],
    [
      `curl ${at} --json '{"a": "{{ b }}"}'`,
      { method: "POST", content: '{"a": "{{ "{{" | raw }} b }}"}', headers: "Accept: application/json" },
    ],
    [
      `curl ${at} -d '<a/>' -H 'Content-Type: application/xml'`,
      { send: "text", text: "<a/>", headers: "Content-Type: application/xml" },
    ],
    [
      `curl ${at} -d 'no pairs'`,
      { send: "text", text: "no pairs", headers: "Content-Type: application/x-www-form-urlencoded" },
    ],
    [
      `curl ${at} -F a=1 -F 'b=x;type=text/plain' -F file=@./a.pdf --form-string 'c=@d'`,
      {
        method: "POST",
        send: "multipart form",
        fields: "a: 1\nb: x\nfile: {{ file }}\nc: @d",
      },
    ],
    [`curl ${at} \\ \n  -d a=1 \\\t\n  -d b=2`, { method: "POST", send: "form", fields: "a: 1\nb: 2" }],
    [
      `curl ${at} -H 'Content-Type: application/json' -d @- <<'END'\n{"a":\n "it's $5"}\nEND\n`,
      { method: "POST", send: "JSON", content: `{"a": "it's $5"}` },
    ],
    [`curl –X PUT ${at} —header “Accept: a/b” –data ‘a=1’`, { method: "PUT", headers: "Accept: a/b", fields: "a: 1" }],
    [`curl -G ${at}?z=0 -d q=1 --data-urlencode 'r=a b'`, { method: "GET", url: `${at}?z=0&q=1&r=a%20b` }],
    [`curl -I ${at}`, { method: "HEAD" }],
    [`curl -T a.bin ${at}`, { method: "PUT", send: "file" }],
    [`curl ${at} --data-binary @a.json -H 'Content-Type: application/json'`, { method: "POST", send: "file" }],
    [
      `$ curl ${at} --compressed -o out -w '%{http_code}' -H 'Accept-Encoding: gzip' -H 'sec-ch-ua: x' -H 'Content-Length: 3'`,
      { headers: "" },
    ],
  ])("%s", (line, settings) => {
    expect(importCurl(line)?.settings).toMatchObject(settings);
  });

  test("what is no line for curl, or has no address, is none", () => {
    for (const line of ["", "curlew x", "wget https://x.example", "curl", "curl -s -H 'a: b'"])
      expect(importCurl(line)).toBeUndefined();
  });

  test.each([
    [`curl -k ${at}`, /-k is left out: the server's certificate is always checked/],
    [`curl -x http://p.example ${at}`, /proxy/],
    [`curl --cert a.pem ${at}`, /--cert is left out/],
    [`curl --what ${at}`, /--what is not known/],
    [`curl ${at} | jq .`, /What follows the command is left out: \| jq/],
    [`curl ${at} ${at}/2`, /Only the first of 2 addresses/],
    [`curl ${at} -d @a.json`, /cannot be read from here/],
    [`curl ${at} -F f=@a`, /“f” is a file/],
    [`curl ${at} -F 'f={"a":1};type=application/json'`, /“f” is sent as text and not as application\/json/],
    [`curl -m 5 ${at}`, /time limit is set under Advanced/],
    [`curl -X GET ${at} -d a=1`, /GET request has no body/],
    [`curl -X PURGE ${at}`, /PURGE is none that a node has/],
    [`curl "${at}/$ID"`, /\$ID is filled in by your shell/],
    [`curl -H 'Host: other.example' ${at}`, /header Host is left out/],
  ])("what cannot be imported is told: %s", (line, note) => {
    expect(importCurl(line)?.notes.join("\n")).toMatch(note);
  });
});

describe("secrets never get into the settings", () => {
  const canary = "canary-7f3a91";
  test.each<[string, string, unknown]>([
    [`-H 'Authorization: Bearer ${canary}'`, "bearer", canary],
    [`--oauth2-bearer ${canary}`, "bearer", canary],
    [`-u 'ada:${canary}'`, "basic", { user: "ada", password: canary }],
    [`-H 'Authorization: Basic ${btoa(`ada:${canary}`)}'`, "basic", { user: "ada", password: canary }],
    [`-H 'Authorization: Token ${canary}'`, "api-key", { in: "header", name: "Authorization", key: `Token ${canary}` }],
    [`-H 'X-API-Key: ${canary}'`, "api-key", { in: "header", name: "X-API-Key", key: canary }],
    [`-H 'PRIVATE-TOKEN: ${canary}'`, "api-key", { in: "header", name: "PRIVATE-TOKEN", key: canary }],
    [`-b 'session=${canary}'`, "api-key", { in: "header", name: "Cookie", key: `session=${canary}` }],
    [`-G -d 'api_key=${canary}' -d q=1`, "api-key", { in: "query", name: "api_key", key: canary }],
  ])("%s is offered as a credential", (options, provider, secret) => {
    const found = importCurl(`curl ${at} ${options}`);
    expect(JSON.stringify([found?.settings, found?.notes])).not.toContain(canary);
    expect(found?.credential).toMatchObject({ provider, baseUrl: "https://api.example.com" });
    const stored = found?.credential?.secret ?? "";
    expect(provider === "bearer" ? stored : JSON.parse(stored)).toEqual(secret);
  });

  test("a name and password in the address are one too", () => {
    const found = importCurl(`curl https://ada:${canary}@api.example.com/x`);
    expect(found?.settings.url).toBe("https://api.example.com/x");
    expect(found?.credential).toMatchObject({ provider: "basic" });
  });

  test("secrets of a body are replaced by ports, and a second one of the head is left out", () => {
    const json = `curl ${at} --json '{"user": "ada", "password": "${canary}", "in": [{"apiKey": "${canary}2"}]}'`;
    expect(importCurl(json)).toMatchObject({
      settings: { content: '{"user": "ada", "password": {{ password }}, "in": [{"apiKey": {{ apiKey }}}]}' },
      notes: [expect.stringContaining("“password”"), expect.stringContaining("“apiKey”")],
    });
    const form = importCurl(`curl ${at} -d user=ada -d client_secret=${canary} -d key=sk-abcdefghijklmnop1234`);
    expect(form?.settings.fields).toBe("user: ada\nclient_secret: {{ client_secret }}\nkey: {{ key }}");
    const two = importCurl(`curl ${at} -H 'X-API-Key: ${canary}' -H 'Authorization: Bearer ${canary}2'`);
    expect(JSON.stringify([two?.settings, two?.notes])).not.toContain(canary);
    expect(two?.notes.join()).toMatch(/A bearer token is left out/);
  });

  test("what only looks like one by its name stays", () => {
    const line = `curl ${at} -H 'X-CSRF-Mode: a' --json '{"max_tokens": 5, "page_token": "x", "monkey": "y"}'`;
    expect(importCurl(line)?.settings.content).toBe('{"max_tokens": 5, "page_token": "x", "monkey": "y"}');
  });
});

describe("what cannot be imported as it is", () => {
  test.each(["https://{{host}}/a", "https://$HOST/a"])("no credential is bound to %s", (url) => {
    const found = importCurl(`curl '${url}' -H 'Authorization: Bearer t-1'`);
    expect(found?.credential).toBeUndefined();
    expect(found?.notes.join(" ")).toMatch(/stands for one.*bearer token is left out/);
    expect(JSON.stringify(found)).not.toContain("t-1");
  });

  test.each([
    "<login><password>hunter2</password></login>",
    '{"api_key": "hunter2"',
    "key is sk-hunter2hunter2hunter2",
  ])("a secret in a text is left out: %s", (body) => {
    const found = importCurl(`curl ${at} -H 'Content-Type: text/plain' --data-raw '${body}'`);
    expect(JSON.stringify(found)).not.toContain("hunter2");
    expect(found?.notes.join(" ")).toContain("holds a secret");
  });

  test("a text without one stays", () => {
    const found = importCurl(`curl ${at} -H 'Content-Type: text/xml' --data-raw '<a key="">x</a><b token="no">'`);
    expect(importCurl(`curl ${at} -H 'Content-Type: text/xml' --data-raw '<a>x</a>'`)?.settings.text).toBe("<a>x</a>");
    expect(found).toBeDefined();
  });
});
