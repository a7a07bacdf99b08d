import { createHash, randomBytes } from "node:crypto";

import type { Ledger } from "#sandbox/standins/ledger";
import type { ResendEntry } from "#sandbox/standins/resend/entry";
import type { AcceptedMail } from "#sandbox/standins/resend/mail-schema";

const KEY_HONOURED_MS = 24 * 60 * 60 * 1000;

export type SendOutcome = { kind: "sent" | "repeated"; ids: string[] } | { kind: "other request" } | { kind: "busy" };

type Kept = { digest: string; ids: string[]; at: number };

/**
 * Takes mail once per idempotency key: for 24 h the same key with the same request answers with the first ids and sends
 * nothing, with another request it is refused. What it remembers is read from the ledger, so a restart forgets nothing.
 */
export class ResendOutbox {
  readonly #kept = new Map<string, Kept>();
  readonly #busy = new Set<string>();

  constructor(
    private readonly ledger: Ledger<ResendEntry>,
    private readonly now: () => number,
  ) {
    for (const entry of ledger.entries) {
      if (entry.key === null) continue;
      const at = Date.parse(entry.at);
      const before = this.#kept.get(entry.key);
      // Entries of one batch carry the same key and moment; a later moment is a new use after the key ran out.
      if (before?.at === at) before.ids.push(entry.id);
      else this.#kept.set(entry.key, { digest: entry.digest, ids: [entry.id], at });
    }
  }

  async send(route: string, mails: AcceptedMail[], key: string | null): Promise<SendOutcome> {
    const digest = createHash("sha256")
      .update(JSON.stringify([route, mails]))
      .digest("hex");
    if (key === null) return { kind: "sent", ids: await this.#accept(mails, null, digest) };

    const kept = this.#kept.get(key);
    if (kept && this.now() - kept.at < KEY_HONOURED_MS) {
      return kept.digest === digest ? { kind: "repeated", ids: kept.ids } : { kind: "other request" };
    }
    if (this.#busy.has(key)) return { kind: "busy" };
    this.#busy.add(key);
    try {
      const at = this.now();
      const ids = await this.#accept(mails, key, digest, at);
      this.#kept.set(key, { digest, ids, at });
      return { kind: "sent", ids };
    } finally {
      this.#busy.delete(key);
    }
  }

  async #accept(mails: AcceptedMail[], key: string | null, digest: string, at = this.now()): Promise<string[]> {
    const entries = mails.map((mail, index): ResendEntry => {
      return { kind: "email", at: new Date(at).toISOString(), id: timeOrderedId(at, index), key, digest, ...mail };
    });
    await this.ledger.append(...entries);
    return entries.map((entry) => entry.id);
  }
}

/** A UUID of version 7: ids sort by the moment and, within one batch, by place. */
function timeOrderedId(at: number, place: number): string {
  const bytes = Buffer.concat([Buffer.alloc(8), randomBytes(8)]);
  bytes.writeUIntBE(at, 0, 6);
  bytes.writeUInt16BE(0x7000 | place, 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
