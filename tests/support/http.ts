import { Agent, request, type IncomingMessage } from "node:http";

/** Keeps connections between requests, as a browser does. */
const agent = new Agent({ keepAlive: true });
const WITHOUT_BODY = new Set([101, 204, 205, 304]);

export type HubRequest = {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | URLSearchParams;
  jar?: CookieJar;
};

/**
 * A request to a host like nimbus.localhost:8787: it goes to the loopback address and keeps its Host header, which Node's
 * own fetch would not. Redirects are not followed.
 */
export async function hubFetch(
  address: string | URL,
  { method, headers = {}, body, jar }: HubRequest = {},
): Promise<Response> {
  const url = new URL(address);
  const isForm = body instanceof URLSearchParams;
  const cookie = jar?.header(url);
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(
      {
        agent,
        host: "127.0.0.1",
        port: url.port || 80,
        path: url.pathname + url.search,
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers: {
          host: url.host,
          ...(isForm ? { "content-type": "application/x-www-form-urlencoded" } : {}),
          ...(cookie ? { cookie } : {}),
          ...headers,
        },
      },
      resolve,
    );
    sent.once("error", reject);
    sent.end(isForm ? body.toString() : body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const answer = new Headers();
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2)
    answer.append(incoming.rawHeaders[i]!, incoming.rawHeaders[i + 1]!);
  jar?.take(url, answer.getSetCookie());
  const status = incoming.statusCode ?? 0;
  return new Response(WITHOUT_BODY.has(status) ? null : Buffer.concat(chunks), { status, headers: answer });
}

/** Sends a form as a browser sends it from a page of the same origin. */
export function submitForm(address: string | URL, fields: Record<string, string>, jar?: CookieJar): Promise<Response> {
  const { origin } = new URL(address);
  const headers = {
    origin,
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
  };
  return hubFetch(address, { body: new URLSearchParams(fields), headers, jar });
}

/** The hidden fields of the first form of a page, or of the form whose action is given. */
export function hiddenFields(html: string, action?: string): Record<string, string> {
  const forms = html.match(/<form\b[\s\S]*?<\/form>/g) ?? [];
  const form = forms.find((text) => action === undefined || attribute(text, "action") === action) ?? "";
  const inputs = (form.match(/<input\b[^>]*>/g) ?? []).filter((input) => attribute(input, "type") === "hidden");
  return Object.fromEntries(inputs.map((input) => [attribute(input, "name") ?? "", attribute(input, "value") ?? ""]));
}

function attribute(tag: string, name: string): string | undefined {
  const found = tag.match(new RegExp(`^<[^>]*?\\s${name}="([^"]*)"`));
  return found?.[1]
    ?.replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

type Cookie = { name: string; value: string; domain: string; hostOnly: boolean; path: string; until: number };

/** The cookies of one visitor, sent where a browser would send them. */
export class CookieJar {
  #cookies: Cookie[] = [];

  take(url: URL, lines: string[]): void {
    for (const line of lines) {
      const [pair = "", ...rest] = line.split(";").map((part) => part.trim());
      const attributes = new Map(
        rest.map((part) => [part.split("=")[0]!.toLowerCase(), part.slice(part.indexOf("=") + 1)]),
      );
      const at = pair.indexOf("=");
      const domain = attributes.get("domain")?.replace(/^\./, "").toLowerCase();
      const cookie: Cookie = {
        name: pair.slice(0, at),
        value: pair.slice(at + 1),
        domain: domain ?? url.hostname,
        hostOnly: domain === undefined,
        path: attributes.get("path") ?? "/",
        until: endOf(attributes),
      };
      this.#cookies = this.#cookies.filter(
        (known) => known.name !== cookie.name || known.domain !== cookie.domain || known.path !== cookie.path,
      );
      if (cookie.until > Date.now()) this.#cookies.push(cookie);
    }
  }

  header(url: URL): string | undefined {
    return (
      this.#for(url)
        .map(({ name, value }) => `${name}=${value}`)
        .join("; ") || undefined
    );
  }

  get(address: string, name: string): string | undefined {
    return this.#for(new URL(address)).find((cookie) => cookie.name === name)?.value;
  }

  #for(url: URL): Cookie[] {
    return this.#cookies.filter(
      ({ domain, hostOnly, path }) =>
        (url.hostname === domain || (!hostOnly && url.hostname.endsWith(`.${domain}`))) &&
        url.pathname.startsWith(path),
    );
  }
}

function endOf(attributes: Map<string, string>): number {
  const maxAge = attributes.get("max-age");
  if (maxAge !== undefined) return Date.now() + Number(maxAge) * 1000;
  const expires = attributes.get("expires");
  return expires === undefined ? Infinity : Date.parse(expires);
}
