import { hubFetch } from "#tests/support/http";
import type { Visitor } from "#tests/support/visitor";

/** The answer's address, or what it said instead. */
async function ledTo(answer: Response): Promise<string> {
  const location = answer.headers.get("location");
  if (answer.status !== 303 || !location) throw new Error(`${answer.status}: ${(await answer.text()).slice(0, 2000)}`);
  return location;
}

/** Sends a file as a browser's form does, scripts or none. */
export async function sendFile(
  schoolUrl: string,
  { jar }: Visitor,
  file: { bytes: Uint8Array; name?: string; kind?: string; planId?: string },
): Promise<Response> {
  const { bytes, name = "sheet.csv", kind = "students", planId = "" } = file;
  const boundary = "----a-boundary-of-the-browser";
  const field = (key: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`;
  const head = `${field("kind", kind)}${field("planId", planId)}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return hubFetch(new URL("/admin/ops/students/import", schoolUrl), {
    jar,
    body,
    headers: { origin: new URL(schoolUrl).origin, "content-type": `multipart/form-data; boundary=${boundary}` },
  });
}

/** Selects as the page offers them, and its version: what a person sends who changes nothing. */
export function mappingForm(html: string): Record<string, string> {
  const form = (html.match(/<form\b[\s\S]*?<\/form>/g) ?? []).find((one) => one.includes('value="map"')) ?? "";
  const fields: Record<string, string> = { version: /name="version" value="(\d+)"/.exec(form)?.[1] ?? "" };
  for (const [, name = "", options = ""] of form.matchAll(/<select\b[^>]*name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g))
    fields[name] = /<option\b[^>]*value="([^"]*)"[^>]*selected/.exec(options)?.[1] ?? "";
  return fields;
}

/** The version that a page's forms carry. */
export const versionOn = (html: string): string => /name="version" value="(\d+)"/.exec(html)?.[1] ?? "";

/** Somebody of the office who imports a file, page by page. */
export function importVisitor(schoolUrl: string, who: Visitor) {
  const page = async (address: string) => (await who.get(address)).text();
  return {
    page,
    upload: async (bytes: Uint8Array, more: { name?: string; kind?: string } = {}) =>
      ledTo(await sendFile(schoolUrl, who, { bytes, ...more })),
    async map(address: string, more: Record<string, string> = {}): Promise<void> {
      await ledTo(await who.post(address, { ...mappingForm(await page(address)), intent: "map", ...more }));
    },
    async act(address: string, intent: "apply" | "undo" | "discard", reason = "Moving in from the old sheets") {
      await ledTo(await who.post(address, { version: versionOn(await page(address)), intent, reason }));
    },
    /** The page, once the queue has nothing left to do; each look at it is a look somebody has while waiting. */
    async settled(address: string, seconds = 120, look: (html: string) => void = () => {}): Promise<string> {
      for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
        const html = await page(address);
        look(html);
        if (!html.includes("<progress")) return html;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      throw new Error(`The import was not through within ${seconds} s.`);
    },
  };
}
