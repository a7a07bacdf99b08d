import type { Ledger } from "#sandbox/standins/ledger";
import type { ResendEntry } from "#sandbox/standins/resend/entry";
import { bareAddress } from "#sandbox/standins/resend/mail-schema";

const SHOWN_AT_ONCE = 200;

/** One mail as one person received it. */
export type Message = { id: string; to: string; from: string; subject: string; text: string; html: string; at: string };

/** Everybody's inbox: the mail the Resend stand-in took, one message for each person it went to. */
export class Mailbox {
  /** Oldest first, as far as the ledger has been read. */
  readonly #messages: Message[] = [];
  #read = 0;

  constructor(private readonly ledger: Ledger<ResendEntry>) {}

  /** Newest first; with an address only what came to it, whatever its case. */
  list(address: string | null): Message[] {
    const wanted = address?.trim().toLowerCase();
    const found: Message[] = [];
    const messages = this.#all();
    for (let i = messages.length - 1; i >= 0 && found.length < SHOWN_AT_ONCE; i--) {
      const message = messages[i];
      if (message && (!wanted || message.to.toLowerCase() === wanted)) found.push(message);
    }
    return found;
  }

  /** As `list`, for a person who types only a part of an address. */
  search(part: string): Message[] {
    const wanted = part.trim().toLowerCase();
    return this.#all()
      .filter(({ to }) => to.toLowerCase().includes(wanted))
      .slice(-SHOWN_AT_ONCE)
      .reverse();
  }

  find(id: string): Message | undefined {
    return this.#all().find((message) => message.id === id);
  }

  #all(): Message[] {
    for (; this.#read < this.ledger.entries.length; this.#read++) {
      const entry = this.ledger.entries[this.#read];
      if (entry) this.#messages.push(...messagesOf(entry));
    }
    return this.#messages;
  }
}

function messagesOf(entry: ResendEntry): Message[] {
  const recipients = [...entry.to, ...(entry.cc ?? []), ...(entry.bcc ?? [])];
  return recipients.map((recipient, index) => ({
    id: index === 0 ? entry.id : `${entry.id}-${index}`,
    to: bareAddress(recipient) ?? recipient,
    from: entry.from,
    subject: entry.subject,
    text: entry.text ?? "",
    html: entry.html ?? "",
    at: entry.at,
  }));
}
