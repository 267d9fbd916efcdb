/** What a browser does between Patchbay and an identity provider: follows, keeps cookies, fills in the provider's forms. */
import { expect } from "vitest";

let clients = 0;

/** A browser at an address of its own, where the server believes proxies: what one may try is counted by address. */
export function openClient(url: string) {
  clients += 1;
  const from = `192.0.2.${clients}`;
  const jar = new Map<string, Map<string, string>>();

  async function ask(address: string, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(address);
    const cookies = jar.get(host) ?? new Map<string, string>();
    jar.set(host, cookies);
    const headers = new Headers(init.headers);
    headers.set("x-forwarded-for", from);
    headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const answer = await fetch(address, { ...init, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";", 1);
      const name = pair.slice(0, pair.indexOf("="));
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, pair.slice(name.length + 1));
    }
    return answer;
  }

  async function post(path: string, body: object): Promise<Response> {
    const headers = { "content-type": "application/json", origin: url };
    return await ask(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  }

  /** Where the provider is to be asked. */
  async function begin(path = "/api/auth/sign-in/social", body: object = {}): Promise<URL> {
    const answer = await post(path, body);
    const said: unknown = await answer.json();
    expect(answer.status, JSON.stringify(said)).toBe(200);
    return new URL(Object(said).url);
  }

  /** Goes on from there as the person with this login, until Patchbay answers; gives the address it answers with. */
  async function goOn(from: URL | string, login: string, stopAt?: (address: string) => boolean): Promise<string> {
    let address = String(from);
    let init: RequestInit = {};
    for (let steps = 0; steps < 20; steps += 1) {
      if (stopAt?.(address)) return address;
      const answer = await ask(address, init);
      init = {};
      const location = answer.headers.get("location");
      if (location !== null) {
        const next = new URL(location, address).href;
        if (address.startsWith(`${url}/api/auth/callback`)) return next;
        address = next;
        continue;
      }
      const html = await answer.text();
      const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1];
      expect(action, `${address}: ${answer.status} ${html.slice(0, 500)}`).toBeDefined();
      const prompt = /name="prompt" value="([^"]+)"/.exec(html)?.[1] ?? "";
      address = new URL(action ?? "", address).href;
      init = { method: "POST", body: new URLSearchParams({ prompt, login, password: "any" }) };
    }
    throw new Error("the sign-in goes round in circles");
  }

  return {
    ask,
    post,
    begin,
    goOn,
    /** The whole way; the answer is the address that Patchbay ends at, without its beginning. */
    signIn: async (login: string, body: object = {}) =>
      (await goOn(await begin(undefined, body), login)).replace(url, ""),
    async get(path: string): Promise<{ status: number; body: unknown }> {
      const answer = await ask(`${url}${path}`);
      return { status: answer.status, body: await answer.json() };
    },
    /** Signs out of a site the hard way. */
    forget: (site: string) => void jar.delete(new URL(site).host),
  };
}
