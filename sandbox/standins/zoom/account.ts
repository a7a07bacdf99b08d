import { createHash } from "node:crypto";

import type { Ledger } from "#sandbox/standins/ledger";
import type { Signer } from "#sandbox/standins/signer";
import type { Meeting, Registrant, ZoomEntry } from "#sandbox/standins/zoom/entry";

export type RegistrantInput = { email: string; firstName: string; lastName: string };
export type MeetingChange = Partial<Omit<Meeting, "id" | "hostId">>;

/** The passcode of a meeting, which its common link carries. */
export const passcodeOf = (meetingId: string): string =>
  createHash("sha256").update(`passcode ${meetingId}`).digest("hex").slice(0, 6);

/**
 * The one Zoom account of the sandbox. Any meeting id of 9 to 11 digits is a meeting, except those beginning with 404;
 * those beginning with 2 have registration off. What was registered, made, changed or deleted is read from the ledger.
 */
export class ZoomAccount {
  readonly #meetings = new Map<string, Meeting | "deleted">();
  readonly #registrants = new Map<string, Registrant>();
  readonly #byToken = new Map<string, Registrant>();

  constructor(
    private readonly ledger: Ledger<ZoomEntry>,
    private readonly signer: Signer,
    private readonly now: () => number,
  ) {
    for (const entry of ledger.entries) this.#apply(entry);
  }

  meeting(id: string): Meeting | null {
    const known = this.#meetings.get(id);
    if (known) return known === "deleted" ? null : known;
    return /^\d{9,11}$/.test(id) && !id.startsWith("404") ? this.#givenMeeting(id) : null;
  }

  /** The passcode in a meeting's common link; the same for the same id, so that links outlive a reset. */
  passcode(meetingId: string): string {
    return passcodeOf(meetingId);
  }

  uuid(meetingId: string): string {
    return createHash("sha256").update(`uuid ${meetingId}`).digest().subarray(0, 16).toString("base64");
  }

  registrantByToken(meetingId: string, token: string): Registrant | null {
    const registrant = this.#byToken.get(token);
    return registrant?.meetingId === meetingId ? registrant : null;
  }

  registrants(meetingId: string): Registrant[] {
    return [...this.#registrants.values()].filter((registrant) => registrant.meetingId === meetingId);
  }

  /** Registers people; an address that is there already keeps its registrant and link, and its first name. */
  async register(meetingId: string, people: RegistrantInput[]): Promise<Registrant[]> {
    const entries: ZoomEntry[] = [];
    const at = this.#at();
    const registrants = people.map((person) => {
      const known = this.#registrants.get(registrantKey(meetingId, person.email));
      if (known) {
        entries.push({ kind: "registration_repeated", at, meetingId, registrantId: known.registrantId });
        return known;
      }
      const words = [meetingId, person.email.toLowerCase()];
      const registrant: Registrant = {
        meetingId,
        registrantId: this.signer.derive("registrant", ...words).slice(0, 22),
        email: person.email,
        firstName: person.firstName,
        lastName: person.lastName,
        token: this.signer.derive("join", ...words),
      };
      const entry: ZoomEntry = { kind: "registration", at, ...registrant };
      this.#apply(entry);
      entries.push(entry);
      return registrant;
    });
    await this.ledger.append(...entries);
    return registrants;
  }

  async create(hostId: string, change: MeetingChange): Promise<Meeting> {
    const base = this.#givenMeeting(this.#freeId());
    const meeting: Meeting = { ...base, ...change, id: base.id, hostId };
    await this.#record({ kind: "meeting_created", at: this.#at(), meeting });
    return meeting;
  }

  async update(meeting: Meeting, change: MeetingChange): Promise<void> {
    await this.#record({ kind: "meeting_updated", at: this.#at(), meeting: { ...meeting, ...change } });
  }

  async delete(meetingId: string): Promise<void> {
    await this.#record({ kind: "meeting_deleted", at: this.#at(), meetingId });
  }

  async noteToken(accountId: string): Promise<void> {
    await this.#record({ kind: "token", at: this.#at(), accountId });
  }

  async noteRead(meetingId: string): Promise<void> {
    await this.#record({ kind: "meeting_read", at: this.#at(), meetingId });
  }

  async noteHostToken(userId: string): Promise<void> {
    await this.#record({ kind: "host_token", at: this.#at(), userId });
  }

  async noteJoin(meetingId: string, registrant: Registrant | null): Promise<void> {
    await this.#record({
      kind: "join_visit",
      at: this.#at(),
      meetingId,
      registrantId: registrant?.registrantId ?? null,
      email: registrant?.email ?? null,
      name: registrant ? registrantName(registrant) : null,
    });
  }

  async noteHost(meetingId: string, userId: string): Promise<void> {
    await this.#record({ kind: "host_visit", at: this.#at(), meetingId, userId });
  }

  #at(): string {
    return new Date(this.now()).toISOString();
  }

  async #record(entry: ZoomEntry): Promise<void> {
    this.#apply(entry);
    await this.ledger.append(entry);
  }

  #apply(entry: ZoomEntry): void {
    switch (entry.kind) {
      case "registration": {
        const { kind: _kind, at: _at, ...registrant } = entry;
        this.#registrants.set(registrantKey(entry.meetingId, entry.email), registrant);
        this.#byToken.set(entry.token, registrant);
        return;
      }
      case "meeting_created":
      case "meeting_updated":
        this.#meetings.set(entry.meeting.id, entry.meeting);
        return;
      case "meeting_deleted":
        this.#meetings.set(entry.meetingId, "deleted");
        return;
      default:
    }
  }

  #givenMeeting(id: string): Meeting {
    return {
      id,
      hostId: createHash("sha256")
        .update(`host ${id.slice(0, 3)}`)
        .digest("base64url")
        .slice(0, 22),
      topic: `Class meeting ${spacedMeetingId(id)}`,
      startTime: `${this.#at().slice(0, 14)}00:00Z`,
      durationMinutes: 120,
      timezone: "UTC",
      approvalType: id.startsWith("2") ? 2 : 0,
    };
  }

  #freeId(): string {
    const made = [...this.#meetings.keys()].filter((id) => id.startsWith("8990")).length;
    return String(89_900_000_000 + made + 1);
  }
}

/** "812 3456 7890", as Zoom shows a meeting id to people. */
export function spacedMeetingId(id: string): string {
  return id.replace(/^(\d{3})(\d{3,4})(\d{3,4})$/, "$1 $2 $3");
}

export function registrantName(registrant: Registrant): string {
  return `${registrant.firstName} ${registrant.lastName}`.trim();
}

function registrantKey(meetingId: string, email: string): string {
  return `${meetingId} ${email.toLowerCase()}`;
}
